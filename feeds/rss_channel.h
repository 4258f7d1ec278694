/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a feed says of its show.
 */
#ifndef ROOMCAST_FEEDS_RSS_CHANNEL_H
#define ROOMCAST_FEEDS_RSS_CHANNEL_H

#include "feeds/markup.h"
#include "feeds/podcast.h"
#include "feeds/rss_writer.h"

/* Appends what comes before the items to the open channel. An archive holds
 * only what identifies the show, so that its bytes last. */
void rss_channel(struct markup *feed, const struct podcast_show *show,
    const struct rss_document *document);

#endif
