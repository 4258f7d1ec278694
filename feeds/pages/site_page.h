/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page of a site, which leads to its shows: SITE/index.html, by the
 * template site.html. Pure and deterministic.
 */
#ifndef ROOMCAST_FEEDS_PAGES_SITE_PAGE_H
#define ROOMCAST_FEEDS_PAGES_SITE_PAGE_H

#include <stddef.h>

#include "feeds/pages/page_templates.h"
#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct podcast_site {
    const char *link;                 /* its address, with a slash at its end */
    const char *opml_url;             /* of all shows (opml_writer.h); NULL */
    const struct podcast_show *shows; /* in the order of the page */
    size_t show_count;
};

/* As those of show_pages.h. A show leads to the page beside its feed. */
bool site_page_write(const struct podcast_site *site,
    const struct page_templates *templates, struct text *page, struct err *err);

#endif
