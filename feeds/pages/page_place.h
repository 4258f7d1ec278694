/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a page is, and from there the way to what lies beside it: within a
 * show (or a site) pages refer to each other by relative references (RFC
 * 3986, section 4.2), so that they work wherever the folder is served.
 *
 *     const struct page_place place = page_place_of_show(show);
 *     page_place_append(&place, show->feed_url, &out);
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_PLACE_H
#define ROOMCAST_FEEDS_PAGES_PAGE_PLACE_H

#include <stddef.h>

#include "feeds/podcast.h"
#include "recorder/base/text.h"

/* Borrows the address. */
struct page_place {
    const char *page;  /* its own address, or one beside it; NULL: unknown */
    size_t root_bytes; /* what addresses begin with that are written relative */
};

/* The show's folder is where its feed is; without one, or for an episode
 * elsewhere, the place is unknown and all addresses stay as they are. */
struct page_place page_place_of_show(const struct podcast_show *show);
struct page_place page_place_of_episode(
    const struct podcast_show *show, const struct podcast_episode *episode);

/* The site's own page; `address` ends with a slash. */
struct page_place page_place_of_site(const char *address);

/* Appends the way to `address`; one that is not below the root stays as it
 * is. */
void page_place_append(
    const struct page_place *place, const char *address, struct text *out);

#endif
