/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any podcast feed, read into the records of podcast.h: those that break
 * rules too, as far as it can be told what was meant.
 *
 *     own(feed_reading) reading = feed_read(bytes, length, address, err);
 *     const struct podcast_show *show = feed_reading_show(reading);
 *
 * What rss_write() wrote comes back as it was. Nothing is fetched; entities
 * of the document's own are ignored; sizes are bounded (feed_parser.h).
 * Relative addresses are made whole, and all are percent-encoded. An episode
 * without a guid is known by its file's address, as Apple does it.
 */
#ifndef ROOMCAST_FEEDS_READER_FEED_READER_H
#define ROOMCAST_FEEDS_READER_FEED_READER_H

#include "feeds/podcast.h"
#include "feeds/reader/feed_node.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct feed_reading;

/* `address` is where the feed was fetched; NULL: relative addresses are taken
 * from the feed's self link or its page. ERR_FORMAT when it is no feed. */
struct feed_reading *feed_read(
    const char *bytes, size_t length, const char *address, struct err *err);

/* Lives as long as the reading. */
const struct podcast_show *feed_reading_show(
    const struct feed_reading *reading);

/* Where the feed goes on with older episodes: the archive before it, or the
 * next page (RFC 5005). NULL when this is all of it. */
const char *feed_reading_older(const struct feed_reading *reading);

/* Told each kind of element that the records have no place for, once, with
 * the line of the first and how many there are. */
typedef void feed_loss_listener(
    void *user, const char *name, int line, size_t count);

void feed_reading_list_losses(
    const struct feed_reading *reading, feed_loss_listener *told, void *user);

/* NULL is fine. */
void feed_reading_free(struct feed_reading *reading);
OWNED(feed_reading)

#endif
