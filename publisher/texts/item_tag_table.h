/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the tags of item_tags.h are in a podcast_episode. A part of it. */
#ifndef ROOMCAST_PUBLISHER_TEXTS_ITEM_TAG_TABLE_H
#define ROOMCAST_PUBLISHER_TEXTS_ITEM_TAG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/podcast.h"

struct item_field {
    const char *key; /* in JSON */
    enum item_field_type {
        ITEM_TEXT, /* const char * */
        ITEM_TIME, /* int64_t */
        ITEM_COUNT /* int */
    } type;
    size_t offset;
};

/* One kind of tag: a list of records, or a record. */
struct item_tag {
    const char *key;    /* of NAME.md */
    const char *member; /* of the JSON object */
    size_t offset;      /* of the list, or of the record itself */
    size_t count;       /* offset of the list's count; 0: it is one record */
    size_t size;        /* of a record */
    const struct item_field *fields; /* ends with a key that is NULL; the first
                                        is there in every record */
};

/* All of them, the last with a key that is NULL. */
extern const struct item_tag item_tag_table[];

/* NULL when there is none of that key. */
const struct item_tag *item_tag_find(const char *key);

/* How many records an item has, and the first of them. */
size_t item_tag_count(
    const struct item_tag *tag, const struct podcast_episode *item);
const void *item_tag_records(
    const struct item_tag *tag, const struct podcast_episode *item);

/* `records` must live as long as the item; of one record a copy is kept. */
void item_tag_set(const struct item_tag *tag, struct podcast_episode *item,
    const void *records, size_t count);

#endif
