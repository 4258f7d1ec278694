/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_notes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/clean_text.h"
#include "publisher/texts/front_matter.h"
#include "publisher/texts/item_keys.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"
#include "recorder/base/whole_file.h"

#define MOST_NUMBER 1000000

typedef bool value_reader(
    struct episode_notes *notes, const char *value, struct err *err);

static bool read_title(
    struct episode_notes *notes, const char *value, struct err *err)
{
    own_value(text) line = {0};

    clean_line_append(&line, value);
    free(notes->title);
    notes->title = text_take(&line);
    return notes->title || err_no_memory(err);
}

static bool read_count(const char *value, int *count, struct err *err)
{
    int64_t number;

    if (!quantity_parse_whole(value, 1, MOST_NUMBER, &number, err))
        return false;
    *count = (int)number;
    return true;
}

static bool read_season(
    struct episode_notes *notes, const char *value, struct err *err)
{
    return read_count(value, &notes->season, err);
}

static bool read_number(
    struct episode_notes *notes, const char *value, struct err *err)
{
    return read_count(value, &notes->number, err);
}

static bool read_type(
    struct episode_notes *notes, const char *value, struct err *err)
{
    notes->kind = episode_kind_of(value);
    return strcmp(episode_kind_name(notes->kind), value) == 0 ||
           err_set(err, ERR_CONFIG, "\"%s\": expected full, trailer or bonus",
               value);
}

static bool read_explicit(
    struct episode_notes *notes, const char *value, struct err *err)
{
    bool is_explicit;

    if (!quantity_parse_bool(value, &is_explicit, err))
        return false;
    notes->is_explicit = is_explicit ? CHOICE_YES : CHOICE_NO;
    return true;
}

static bool read_publish(
    struct episode_notes *notes, const char *value, struct err *err)
{
    int64_t utc_ns;

    if (!clock_parse_iso(value, &utc_ns))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected UTC as 2026-11-22T18:00:00Z", value);
    notes->publish_at = utc_ns / CLOCK_SECOND_NS;
    return true;
}

static bool read_persons(
    struct episode_notes *notes, const char *value, struct err *err)
{
    return person_list_parse(&notes->persons, value, err);
}

static bool read_cut(
    struct episode_notes *notes, const char *value, struct err *err)
{
    return edit_spans_parse(&notes->edits.cut, value, err);
}

static bool read_redact(
    struct episode_notes *notes, const char *value, struct err *err)
{
    return edit_spans_parse(&notes->edits.silenced, value, err);
}

static const struct notes_key {
    const char *name;
    value_reader *read;
} keys[] = {
    {"title", read_title},
    {"season", read_season},
    {"number", read_number},
    {"type", read_type},
    {"explicit", read_explicit},
    {"publish", read_publish},
    {"persons", read_persons},
    {"cut", read_cut},
    {"redact", read_redact},
};

static bool read_tag(struct episode_notes *notes, const char *key,
    const char *value, struct err *err)
{
    if (!notes->storage && !(notes->storage = feed_storage_new()))
        return err_no_memory(err);
    return item_keys_add(&notes->item, key, value, notes->storage, err) ||
           err_prefix(err, "%s", key);
}

static bool take_value(
    void *user, const char *key, const char *value, struct err *err)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, key) != 0)
            continue;
        return keys[i].read(user, value, err) || err_prefix(err, "%s", key);
    }
    if (item_keys_have(key))
        return read_tag(user, key, value, err);
    return err_set(err, ERR_CONFIG,
        "\"%s\": expected title, season, number, type, explicit, publish, "
        "persons, cut, redact, soundbites, season-name, number-name, location, "
        "links, social, license, funding, image, chat or txt",
        key);
}

static const char *skip_blank_lines(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* "# Title" as the first line of the body. */
static bool take_heading(
    struct episode_notes *notes, const char **body, struct err *err)
{
    const char *line = skip_blank_lines(*body);
    size_t length = strcspn(line, "\n");

    if (notes->title || line[0] != '#' || line[1] != ' ')
        return true;
    own_heap(char) heading = strndup(line + 2, length - 2);
    if (!heading)
        return err_no_memory(err);
    *body = line + length;
    return read_title(notes, heading, err);
}

static bool parse(
    const char *text, struct episode_notes *notes, struct err *err)
{
    if (!text_is_utf8(text))
        return err_set(err, ERR_FORMAT, "it is not UTF-8");
    const char *body = front_matter_read(text, take_value, notes, err);
    if (!body || !take_heading(notes, &body, err))
        return false;
    body = skip_blank_lines(body);
    notes->body = *body ? strdup(body) : NULL;
    return !*body || notes->body || err_no_memory(err);
}

bool episode_notes_parse(
    const char *text, struct episode_notes *notes, struct err *err)
{
    own_value(episode_notes) read = {0};

    if (!parse(text, &read, err))
        return false;
    *notes = read;
    read = (struct episode_notes){0};
    return true;
}

bool episode_notes_read(
    const char *path, struct episode_notes *notes, struct err *err)
{
    own_value(text) text = {0};

    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    return (whole_file_read(path, EPISODE_NOTES_MOST_BYTES, &text, err) &&
               episode_notes_parse(text_string(&text), notes, err)) ||
           err_prefix(err, "%s", path);
}

void episode_notes_clear(struct episode_notes *notes)
{
    free(notes->title);
    free(notes->body);
    person_list_clear(&notes->persons);
    edit_list_clear(&notes->edits);
    feed_storage_free(notes->storage);
    *notes = (struct episode_notes){0};
}
