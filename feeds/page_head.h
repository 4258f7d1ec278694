/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of a page: what browsers, search engines and chats that preview a
 * link read (Open Graph, ogp.me), where the feed is, and the stylesheet.
 */
#ifndef ROOMCAST_FEEDS_PAGE_HEAD_H
#define ROOMCAST_FEEDS_PAGE_HEAD_H

#include "feeds/markup.h"
#include "feeds/page_place.h"
#include "feeds/podcast.h"

/* What is said of one page; all optional. */
struct page_head {
    const char *title;
    const char *description;
    const char *link;                  /* its own address */
    const char *og_type;               /* "website", "article" */
    const struct podcast_media *audio; /* NULL: none */
    struct page_place place;
};

/* Appends the <head> element. */
void page_head_write(struct markup *page, const struct podcast_show *show,
    const struct page_head *head);

#endif
