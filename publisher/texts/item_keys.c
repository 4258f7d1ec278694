/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/item_keys.h"

#include <stdint.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "publisher/texts/item_tag_table.h"
#include "publisher/texts/tag_lines.h"
#include "recorder/base/own.h"

#define MOST_VALUES 100
#define MOST_NUMBER_NAME 32
#define LICENSE_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789.-+"

/* Room for any of them. */
union record {
    const char *word;
    struct podcast_soundbite soundbite;
    struct podcast_location location;
    struct podcast_link link;
    struct podcast_txt txt;
    struct podcast_social social;
    struct podcast_image image;
    struct podcast_license license;
    struct podcast_chat chat;
};

static bool read_season_name(char *line, union record *record, struct err *err)
{
    record->word = line;
    return tag_text_check(line, TAG_TEXT_MOST, "name", err);
}

static bool read_number_name(char *line, union record *record, struct err *err)
{
    record->word = line;
    return tag_text_check(line, MOST_NUMBER_NAME, "name", err);
}

static bool read_soundbite(char *line, union record *record, struct err *err)
{
    return tag_line_soundbite(line, &record->soundbite, err);
}

static bool read_location(char *line, union record *record, struct err *err)
{
    return tag_line_location(line, &record->location, err);
}

static bool read_link(char *line, union record *record, struct err *err)
{
    return tag_line_link(line, &record->link, err);
}

static bool read_txt(char *line, union record *record, struct err *err)
{
    return tag_line_txt(line, &record->txt, err);
}

static bool read_social(char *line, union record *record, struct err *err)
{
    return tag_line_social(line, &record->social, err);
}

static bool read_image(char *line, union record *record, struct err *err)
{
    return tag_line_image(line, &record->image, err);
}

/* The checker would keep the whole feed back for a name that nobody knows. */
static bool read_license(char *line, union record *record, struct err *err)
{
    if (!tag_line_license(line, &record->license, err))
        return false;
    const char *name = record->license.name;
    return record->license.url || !name[strspn(name, LICENSE_LETTERS)] ||
           err_set(err, ERR_CONFIG,
               "\"%s\": expected a name of the SPDX list in lower case, as "
               "cc-by-4.0, or one of your own and its address",
               name);
}

static bool read_chat(char *line, union record *record, struct err *err)
{
    return tag_line_chat(line, &record->chat, err);
}

static const struct item_key {
    const char *name;
    bool (*read)(char *line, union record *record, struct err *err);
} keys[] = {
    {"season-name", read_season_name},
    {"number-name", read_number_name},
    {"soundbites", read_soundbite},
    {"location", read_location},
    {"links", read_link},
    {"funding", read_link},
    {"txt", read_txt},
    {"social", read_social},
    {"image", read_image},
    {"license", read_license},
    {"chat", read_chat},
};

static const struct item_key *find_key(const char *name)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

/* Behind those that are there, in a list that is longer by one. */
static bool append(struct podcast_episode *item, const struct item_tag *tag,
    const union record *record, struct feed_storage *storage, struct err *err)
{
    size_t count = tag->count ? item_tag_count(tag, item) : 0;
    const void *known = item_tag_records(tag, item);

    if (count == MOST_VALUES)
        return err_set(err, ERR_CONFIG, "more than %d of them", MOST_VALUES);
    char *records = feed_storage_get(storage, (count + 1) * tag->size);
    if (!records)
        return err_no_memory(err);
    if (count)
        memcpy(records, known, count * tag->size);
    memcpy(records + count * tag->size, record, tag->size);
    item_tag_set(tag, item, records, count + 1);
    return true;
}

/* Cleaned, and in the storage: the record points into it. */
static char *line_of(
    const char *value, struct feed_storage *storage, struct err *err)
{
    own_value(text) clean = {0};

    clean_line_append(&clean, value);
    char *line = clean.has_failed ? NULL
                                  : feed_storage_copy(storage,
                                        text_string(&clean), clean.length);
    if (!line)
        err_no_memory(err);
    return line;
}

bool item_keys_add(struct podcast_episode *item, const char *key,
    const char *value, struct feed_storage *storage, struct err *err)
{
    const struct item_key *reader = find_key(key);
    const struct item_tag *tag = item_tag_find(key);
    union record record;

    if (!reader || !tag)
        return err_set(err, ERR_CONFIG, "\"%s\": no such key", key);
    char *line = line_of(value, storage, err);
    if (!line)
        return false;
    memset(&record, 0, sizeof record);
    return reader->read(line, &record, err) &&
           append(item, tag, &record, storage, err);
}

bool item_keys_have(const char *key)
{
    return find_key(key) != NULL;
}
