/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data that all pages have: what browsers, search engines and chats that
 * preview a link read (Open Graph, ogp.me), where the feeds are, and the name,
 * colour and cover of the show.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_FRAME_H
#define ROOMCAST_FEEDS_PAGES_PAGE_FRAME_H

#include "feeds/pages/page_data.h"
#include "feeds/pages/page_place.h"
#include "feeds/pages/page_templates.h"
#include "feeds/podcast.h"

/* What is said of one page; all optional but its place. */
struct page_head {
    const char *title;
    const char *description;
    enum podcast_markup description_markup;
    const char *link;  /* its own address */
    const char *kind;  /* og:type: "website", "article" */
    const char *image; /* NULL: the show's */
    const struct podcast_media *audio;
    const struct text *schema; /* JSON-LD */
    struct page_place place;
};

/* A new page with these; for page_data_free(). */
struct page_data *page_frame_new(const struct podcast_show *show,
    const struct page_head *head, const struct page_templates *templates);

/* Sets the way from the page to an address; nothing when it is none to which
 * a page may lead. */
void page_frame_set_link(struct page_data *data, const struct page_place *place,
    const char *name, const char *address);

/* Sets "cover_url" or "cover_drawing". */
void page_frame_set_cover(struct page_data *data,
    const struct podcast_show *show, const struct page_place *place);

/* The title, "Untitled" when it is blank. */
const char *page_frame_title(const char *title);

/* Sets the beginning of a description as `name`. */
void page_frame_set_excerpt(struct page_data *data, const char *name,
    const char *description, enum podcast_markup written);

#endif
