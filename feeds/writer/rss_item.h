/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One episode in a feed, and one room that is on the air.
 */
#ifndef ROOMCAST_FEEDS_WRITER_RSS_ITEM_H
#define ROOMCAST_FEEDS_WRITER_RSS_ITEM_H

#include "feeds/podcast.h"
#include "feeds/text/markup.h"

/* Appends <item>. With a media type the enclosure is the file of that type,
 * and the others are alternates; NULL keeps the episode's own. */
void rss_item(struct markup *feed, const struct podcast_episode *episode,
    const char *media_type);

/* Appends <podcast:liveItem>, which has to come before everything else of the
 * channel and holds little: readers that do not know it take its children for
 * the channel's (feedparser) or fail on chapters and transcripts (AntennaPod).
 * Nothing without a guid, a content link or a start. */
void rss_live_item(struct markup *feed, const struct podcast_live *live);

#endif
