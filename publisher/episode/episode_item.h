/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tags that an episode's item has (item_tags.h), as they hold: what people
 * have said by hand stands above its notes, kind by kind, and soundbites are
 * where they are heard.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_ITEM_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_ITEM_H

#include "feeds/podcast.h"
#include "feeds/reader/feed_storage.h"
#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/text.h"

bool episode_has_item_tags(const struct catalogue_episode *episode);

/* Into the item, as far as they make sense; false when out of memory. */
bool episode_item_fill(const struct catalogue_episode *episode,
    struct feed_storage *storage, struct podcast_episode *item);

/* A line for each, for people: "license     cc-by-4.0". */
void episode_item_append_lines(
    const struct podcast_episode *item, struct text *text);

#endif
