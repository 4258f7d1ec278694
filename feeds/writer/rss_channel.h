/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a feed says of its show.
 */
#ifndef ROOMCAST_FEEDS_WRITER_RSS_CHANNEL_H
#define ROOMCAST_FEEDS_WRITER_RSS_CHANNEL_H

#include "feeds/podcast.h"
#include "feeds/text/markup.h"
#include "feeds/writer/rss_writer.h"

/* Appends what comes before the items to the open channel. An archive holds
 * only what identifies the show, so that its bytes last. */
void rss_channel(struct markup *feed, const struct podcast_show *show,
    const struct rss_document *document);

#endif
