/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people say of an episode beyond title, notes and persons: the tags of
 * the podcast namespace that its item has. The catalogue keeps them as one
 * text (a JSON object), feeds/ takes them as lists of podcast.h; between the
 * two stands this.
 *
 *     own(feed_storage) storage = feed_storage_new();
 *     struct podcast_episode item = {0};
 *     item_keys_add(&item, "license", "cc-by-4.0", storage, err)
 *     item_tags_format(&item, err)           {"license":{"name":"cc-by-4.0"}}
 *     item_tags_read(tags, storage, &item, err)          and back again
 *
 * What the lists point to lives in the storage. Of the record nothing else is
 * looked at or touched.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_ITEM_TAGS_H
#define ROOMCAST_PUBLISHER_TEXTS_ITEM_TAGS_H

#include <stdbool.h>

#include "feeds/podcast.h"
#include "feeds/reader/feed_storage.h"
#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"

/* To be freed: one line of JSON, "" for an episode without such tags; NULL
 * when it failed. Soundbites are left out where `has_soundbites` is false. */
char *item_tags_format(
    const struct podcast_episode *item, bool has_soundbites, struct err *err);

/* The same as a document; NULL (out of memory) is taken by all of jdoc.h. */
struct jdoc *item_tags_new(
    const struct podcast_episode *item, bool has_soundbites);

/* Each kind of tag that `tags` has replaces that of the item; "" and NULL have
 * none. ERR_FORMAT when it is not such a text. */
bool item_tags_read(const char *tags, struct feed_storage *storage,
    struct podcast_episode *item, struct err *err);

/* Takes away what stands under that key. */
void item_tags_remove(struct podcast_episode *item, const char *key);

#endif
