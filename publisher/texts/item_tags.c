/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/item_tags.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "publisher/texts/item_tag_table.h"
#include "recorder/base/own.h"

#define MOST_RECORDS 1000

/* --- To JSON ------------------------------------------------------------ */

static void set_field(
    struct jdoc *doc, const struct item_field *field, const void *record)
{
    const void *at = (const char *)record + field->offset;
    const char *text;
    int64_t whole;

    switch (field->type) {
    case ITEM_TEXT:
        if ((text = *(const char *const *)at))
            jdoc_set_string(doc, field->key, text);
        break;
    case ITEM_TIME:
        jdoc_set_whole(doc, field->key, *(const int64_t *)at);
        break;
    case ITEM_COUNT:
        if ((whole = *(const int *)at))
            jdoc_set_whole(doc, field->key, whole);
        break;
    }
}

static void set_tag(struct jdoc *doc, const struct item_tag *tag,
    const struct podcast_episode *item)
{
    size_t count = item_tag_count(tag, item);
    const char *record = item_tag_records(tag, item);

    for (size_t i = 0; i < count; i++, record += tag->size) {
        own(jdoc) object = jdoc_new();
        for (const struct item_field *field = tag->fields; field->key; field++)
            set_field(object, field, record);
        if (tag->count)
            jdoc_add_to_array(doc, tag->member, object);
        else
            jdoc_set_object(doc, tag->member, object);
    }
}

static bool is_soundbites(const struct item_tag *tag)
{
    return strcmp(tag->member, "soundbites") == 0;
}

struct jdoc *item_tags_new(
    const struct podcast_episode *item, bool has_soundbites)
{
    struct jdoc *doc = jdoc_new();

    for (const struct item_tag *tag = item_tag_table; tag->key; tag++)
        if (has_soundbites || !is_soundbites(tag))
            set_tag(doc, tag, item);
    return doc;
}

static bool has_tags(const struct podcast_episode *item, bool has_soundbites)
{
    for (const struct item_tag *tag = item_tag_table; tag->key; tag++)
        if ((has_soundbites || !is_soundbites(tag)) &&
            item_tag_count(tag, item))
            return true;
    return false;
}

char *item_tags_format(
    const struct podcast_episode *item, bool has_soundbites, struct err *err)
{
    if (has_tags(item, has_soundbites)) {
        own(jdoc) doc = item_tags_new(item, has_soundbites);
        return jdoc_format(doc, err);
    }
    char *none = strdup("");
    if (!none)
        err_no_memory(err);
    return none;
}

/* --- From JSON ---------------------------------------------------------- */

/* False when out of memory. */
static bool read_field(const struct jdoc *doc, const struct item_field *field,
    struct feed_storage *storage, void *record)
{
    void *at = (char *)record + field->offset;
    const char *text = jdoc_string(doc, field->key);
    int64_t whole = 0;

    jdoc_whole(doc, field->key, &whole);
    switch (field->type) {
    case ITEM_TEXT:
        return !text || (*(const char **)at =
                                feed_storage_copy(storage, text, strlen(text)));
    case ITEM_TIME:
        *(int64_t *)at = whole;
        break;
    case ITEM_COUNT:
        *(int *)at = (int)whole;
        break;
    }
    return true;
}

static bool read_record(const struct jdoc *doc, const struct item_tag *tag,
    struct feed_storage *storage, void *record)
{
    for (const struct item_field *field = tag->fields; field->key; field++)
        if (!read_field(doc, field, storage, record))
            return false;
    return true;
}

static struct jdoc *object_at(
    const struct jdoc *doc, const struct item_tag *tag, size_t place)
{
    return tag->count ? jdoc_array_item(doc, tag->member, place)
                      : jdoc_object(doc, tag->member);
}

static bool read_tag(const struct jdoc *doc, const struct item_tag *tag,
    struct feed_storage *storage, struct podcast_episode *item, struct err *err)
{
    size_t count = tag->count ? jdoc_array_length(doc, tag->member) : 1;

    if (!count || count > MOST_RECORDS)
        return err_set(err, ERR_FORMAT, "%s: not a list of tags", tag->member);
    char *records = feed_storage_get(storage, count * tag->size);
    for (size_t i = 0; records && i < count; i++) {
        own(jdoc) object = object_at(doc, tag, i);
        if (!object)
            return err_set(err, ERR_FORMAT, "%s: not a tag", tag->member);
        if (!read_record(object, tag, storage, records + i * tag->size))
            records = NULL;
    }
    if (!records)
        return err_no_memory(err);
    item_tag_set(tag, item, records, count);
    return true;
}

bool item_tags_read(const char *tags, struct feed_storage *storage,
    struct podcast_episode *item, struct err *err)
{
    if (!tags || !*tags)
        return true;
    own(jdoc) doc = jdoc_parse(tags, strlen(tags), err);
    if (!doc)
        return false;
    for (const struct item_tag *tag = item_tag_table; tag->key; tag++)
        if (jdoc_has(doc, tag->member) &&
            !read_tag(doc, tag, storage, item, err))
            return false;
    return true;
}

void item_tags_remove(struct podcast_episode *item, const char *key)
{
    const struct item_tag *tag = item_tag_find(key);

    if (tag)
        item_tag_set(tag, item, NULL, 0);
}
