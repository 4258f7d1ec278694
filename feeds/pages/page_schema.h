/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What search engines read of a page: JSON-LD with the words of schema.org,
 * fit to stand in a <script> element.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_SCHEMA_H
#define ROOMCAST_FEEDS_PAGES_PAGE_SCHEMA_H

#include "feeds/podcast.h"
#include "recorder/base/text.h"

/* A PodcastSeries, and a PodcastEpisode of it. Failures are the text's. */
void page_schema_show(const struct podcast_show *show, struct text *json);
void page_schema_episode(const struct podcast_show *show,
    const struct podcast_episode *episode, struct text *json);

#endif
