/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/episode_record.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum field_type {
    FIELD_NAME,  /* a char array */
    FIELD_TEXT,  /* a char * that is kept from view with the episode */
    FIELD_TIME,  /* an int64_t */
    FIELD_COUNT, /* an int or an enum */
    FIELD_FLAG   /* a bool */
};

struct field {
    const char *key;
    enum field_type type;
    size_t offset;
    size_t bytes; /* of a char array */
};

#define AT(member) offsetof(struct catalogue_episode, member)
#define BYTES(member) sizeof(((struct catalogue_episode *)0)->member)

static const struct field fields[] = {
    {"recording", FIELD_NAME, AT(recording), BYTES(recording)},
    {"room", FIELD_NAME, AT(room), BYTES(room)},
    {"show", FIELD_NAME, AT(show), BYTES(show)},
    {"guid", FIELD_NAME, AT(guid), BYTES(guid)},
    {"slug", FIELD_NAME, AT(slug), BYTES(slug)},
    {"notes_print", FIELD_NAME, AT(notes_print), BYTES(notes_print)},
    {"made_print", FIELD_NAME, AT(made_print), BYTES(made_print)},
    {"title", FIELD_TEXT, AT(title), 0},
    {"description", FIELD_TEXT, AT(description), 0},
    {"notes", FIELD_TEXT, AT(notes), 0},
    {"chapters", FIELD_TEXT, AT(chapters), 0},
    {"transcripts", FIELD_TEXT, AT(transcripts), 0},
    {"persons", FIELD_TEXT, AT(persons), 0},
    {"tags", FIELD_TEXT, AT(tags), 0},
    {"soundbites", FIELD_TEXT, AT(soundbites), 0},
    {"cover", FIELD_TEXT, AT(cover), 0},
    {"edit_title", FIELD_TEXT, AT(edit.title), 0},
    {"edit_notes", FIELD_TEXT, AT(edit.notes), 0},
    {"edit_redact", FIELD_TEXT, AT(edit.redact), 0},
    {"edit_trim", FIELD_TEXT, AT(edit.trim), 0},
    {"edit_tags", FIELD_TEXT, AT(edit.tags), 0},
    {"started", FIELD_TIME, AT(started), 0},
    {"published", FIELD_TIME, AT(published), 0},
    {"publish_at", FIELD_TIME, AT(publish_at), 0},
    {"duration_ms", FIELD_TIME, AT(duration_ms), 0},
    {"hidden", FIELD_TIME, AT(hidden), 0},
    {"remove_at", FIELD_TIME, AT(remove_at), 0},
    {"removed", FIELD_TIME, AT(removed), 0},
    {"mp3_bytes", FIELD_TIME, AT(mp3.length_bytes), 0},
    {"opus_bytes", FIELD_TIME, AT(opus.length_bytes), 0},
    {"edit_publish_at", FIELD_TIME, AT(edit.publish_at), 0},
    {"season", FIELD_COUNT, AT(season), 0},
    {"number", FIELD_COUNT, AT(number), 0},
    {"mp3_bitrate", FIELD_COUNT, AT(mp3.bitrate), 0},
    {"opus_bitrate", FIELD_COUNT, AT(opus.bitrate), 0},
    {"edit_season", FIELD_COUNT, AT(edit.season), 0},
    {"explicit", FIELD_COUNT, AT(is_explicit), 0},
    {"edit_explicit", FIELD_COUNT, AT(edit.is_explicit), 0},
    {"edit_draft", FIELD_COUNT, AT(edit.is_draft), 0},
    {"mp3_integrity", FIELD_NAME, AT(mp3.integrity), BYTES(mp3.integrity)},
    {"opus_integrity", FIELD_NAME, AT(opus.integrity), BYTES(opus.integrity)},
    {"expired", FIELD_FLAG, AT(is_expired), 0},
    {"kept", FIELD_FLAG, AT(is_kept), 0},
};
#define FIELD_NUMBER (sizeof fields / sizeof *fields)
_Static_assert(sizeof(enum episode_choice) == sizeof(int), "as a count");

static void set_text(struct jdoc *doc, const char *key, const char *text)
{
    if (text && *text)
        jdoc_set_string(doc, key, text);
}

static void set_whole(struct jdoc *doc, const char *key, int64_t whole)
{
    if (whole)
        jdoc_set_whole(doc, key, whole);
}

static void set_field(struct jdoc *doc, const struct field *field,
    const struct catalogue_episode *episode)
{
    const void *at = (const char *)episode + field->offset;

    switch (field->type) {
    case FIELD_NAME:
        set_text(doc, field->key, at);
        break;
    case FIELD_TEXT:
        set_text(doc, field->key, *(char *const *)at);
        break;
    case FIELD_TIME:
        set_whole(doc, field->key, *(const int64_t *)at);
        break;
    case FIELD_COUNT:
        set_whole(doc, field->key, *(const int *)at);
        break;
    case FIELD_FLAG:
        set_whole(doc, field->key, *(const bool *)at);
        break;
    }
}

struct jdoc *episode_record_new(
    const struct catalogue_episode *episode, bool has_texts)
{
    struct jdoc *doc = jdoc_new();

    for (size_t i = 0; i < FIELD_NUMBER; i++)
        if (has_texts || fields[i].type != FIELD_TEXT)
            set_field(doc, &fields[i], episode);
    jdoc_set_string(doc, "state", episode_state_name(episode->state));
    set_text(doc, "kind", episode_kind_name(episode->kind));
    set_text(doc, "edit_kind", episode_kind_name(episode->edit.kind));
    return doc;
}

static const char *text_of(const struct jdoc *doc, const char *key)
{
    const char *text = jdoc_string(doc, key);

    return text ? text : "";
}

/* False when out of memory. */
static bool read_field(const struct jdoc *doc, const struct field *field,
    struct catalogue_episode *episode)
{
    void *at = (char *)episode + field->offset;
    const char *text = jdoc_string(doc, field->key);
    int64_t whole = 0;

    jdoc_whole(doc, field->key, &whole);
    switch (field->type) {
    case FIELD_NAME:
        snprintf(at, field->bytes, "%s", text ? text : "");
        break;
    case FIELD_TEXT:
        return !text || (*(char **)at = strdup(text));
    case FIELD_TIME:
        *(int64_t *)at = whole;
        break;
    case FIELD_COUNT:
        *(int *)at = (int)whole;
        break;
    case FIELD_FLAG:
        *(bool *)at = whole != 0;
        break;
    }
    return true;
}

/* What the catalogue wants to have, however little is known. */
static bool complete(struct catalogue_episode *episode, struct err *err)
{
    if (!episode->title && !(episode->title = strdup(episode->slug)))
        return err_no_memory(err);
    if (!episode->description && !(episode->description = strdup("")))
        return err_no_memory(err);
    return true;
}

bool episode_record_read(
    const struct jdoc *doc, struct catalogue_episode *episode, struct err *err)
{
    struct catalogue_episode read = {0};
    bool is_good = true;

    for (size_t i = 0; i < FIELD_NUMBER; i++)
        is_good = read_field(doc, &fields[i], &read) && is_good;
    read.state = episode_state_of(text_of(doc, "state"));
    read.kind = episode_kind_of(text_of(doc, "kind"));
    read.edit.kind = episode_kind_of(text_of(doc, "edit_kind"));
    if (!is_good)
        err_no_memory(err);
    else if (!read.recording[0] || !read.show[0] || !read.guid[0] ||
             !is_slug(read.slug) || !read.published)
        is_good = err_set(err, ERR_FORMAT, "not a record of an episode");
    else
        is_good = complete(&read, err);
    if (!is_good) {
        catalogue_episode_clear(&read);
        return false;
    }
    *episode = read;
    return true;
}
