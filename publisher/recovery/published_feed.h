/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A show's feed as it lies on the site, read: the newest document first, then
 * its archives (RFC 5005).
 *
 *     own_value(published_feed) feed = {0};
 *     if (!published_feed_read(&feed, store, "weekly", err))
 *         return false;
 *     … feed_reading_show(feed.readings[0]) …
 */
#ifndef ROOMCAST_PUBLISHER_RECOVERY_PUBLISHED_FEED_H
#define ROOMCAST_PUBLISHER_RECOVERY_PUBLISHED_FEED_H

#include <stddef.h>

#include "feeds/reader/feed_reader.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"

/* A zeroed struct is empty. */
struct published_feed {
    struct feed_reading **readings;
    size_t count; /* 0: the show has no feed */
};

/* Into an empty record. Fails when a document cannot be read; what was read by
 * then is kept. An archive that is not there ends it. */
bool published_feed_read(struct published_feed *feed, struct store *store,
    const char *show, struct err *err);

void published_feed_clear(struct published_feed *feed);

#endif
