/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of NAME.md that become tags of an episode's item (item_tags.h):
 * soundbites, location, license … roomcast-episodes(1) has them all.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_ITEM_KEYS_H
#define ROOMCAST_PUBLISHER_TEXTS_ITEM_KEYS_H

#include <stdbool.h>

#include "feeds/podcast.h"
#include "feeds/reader/feed_storage.h"
#include "recorder/base/err.h"

/* One value, as it is written under a key of NAME.md. Where there may be
 * several, it is put behind those that are there. ERR_CONFIG, with what was
 * expected. */
bool item_keys_add(struct podcast_episode *item, const char *key,
    const char *value, struct feed_storage *storage, struct err *err);

/* True for a key of item_keys_add(). */
bool item_keys_have(const char *key);

#endif
