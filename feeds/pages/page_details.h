/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data that only an episode's own page has: chapters, people, places and
 * where it leads on to.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_DETAILS_H
#define ROOMCAST_FEEDS_PAGES_PAGE_DETAILS_H

#include "feeds/pages/page_data.h"
#include "feeds/pages/page_place.h"
#include "feeds/podcast.h"

/* The show's people, licence and funding stand in for those the episode does
 * not name. */
void page_details_set(struct page_data *data, const struct podcast_show *show,
    const struct podcast_episode *episode, const struct page_place *place);

#endif
