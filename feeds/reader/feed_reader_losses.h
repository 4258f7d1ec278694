/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a feed the records of podcast.h have no place for. */
#ifndef ROOMCAST_FEEDS_READER_FEED_READER_LOSSES_H
#define ROOMCAST_FEEDS_READER_FEED_READER_LOSSES_H

#include "feeds/reader/feed_reader.h"

/* See feed_reading_list_losses(). */
void feed_reader_losses_list(
    const struct feed_node *channel, feed_loss_listener *told, void *user);

#endif
