/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page of a site, which leads to its shows: SITE/index.html, with the
 * look of page_writer.h. Pure and deterministic.
 */
#ifndef ROOMCAST_FEEDS_SITE_PAGE_H
#define ROOMCAST_FEEDS_SITE_PAGE_H

#include <stddef.h>

#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct podcast_site {
    const char *link;                 /* its address, with a slash at its end */
    const struct podcast_show *shows; /* in the order of the page */
    size_t show_count;
};

/* Appends a whole document, fails only when memory runs out, and appends
 * nothing then. A show leads to the page beside its feed. */
bool site_page_write(
    const struct podcast_site *site, struct text *page, struct err *err);

#endif
