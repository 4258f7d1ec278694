/* SPDX-License-Identifier: BSD-2-Clause */
/* Single values of a feed, as the records want them. */
#ifndef ROOMCAST_FEEDS_READER_FEED_READER_FIELDS_H
#define ROOMCAST_FEEDS_READER_FEED_READER_FIELDS_H

#include <stdint.h>

#include "feeds/podcast.h"
#include "feeds/reader/feed_node.h"
#include "feeds/reader/feed_storage.h"

/* What a reading is made in. */
struct reading_place {
    struct feed_storage *storage;
    const char *base; /* of relative addresses; NULL: unknown */
    bool has_failed;  /* out of memory */
};

/* NULL when there is none, or it is blank. */
const char *reading_text(const struct feed_node *node);
const char *reading_child(
    const struct feed_node *parent, enum feed_space space, const char *name);
const char *reading_attribute(const struct feed_node *node, const char *name);

/* An address made whole and percent-encoded. NULL when it is blank, cannot be
 * made whole, or has a scheme but http and https. */
const char *reading_address(struct reading_place *place, const char *address);

/* 0 when it is no number, or larger than an int. */
int reading_number(const char *text);

/* "yes", "true", "explicit" in any case. */
bool reading_truth(const char *text);

/* UTC seconds of any date that can be read; 0 otherwise. */
int64_t reading_date(const char *text);

/* Milliseconds; 0 when it is no duration. */
int64_t reading_duration(const char *text);

/* How a description is written, by what is in it. */
enum podcast_markup reading_markup(const char *description);

/* All children of a name as an array of `size` bytes each; `fill` fills one,
 * and returns false for those to be left out. */
typedef bool reading_fill(
    struct reading_place *place, const struct feed_node *node, void *item);

const void *reading_list(struct reading_place *place,
    const struct feed_node *first, size_t size, reading_fill *fill,
    size_t *count);

#endif
