/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_table.h"

#include <inttypes.h>
#include <string.h>

#include "feeds/feed_date.h"
#include "publisher/episode/episode_change.h"
#include "publisher/episode/episode_item.h"
#include "publisher/texts/item_tags.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

#define ID_LETTERS 8
#define DAY_LETTERS 10
#define MINUTE_LETTERS 16

static const struct config_show *show_of(
    const struct episode_view *view, const char *name)
{
    for (size_t i = 0; i < view->config->show_count; i++) {
        if (strcmp(view->config->shows[i].name, name) == 0)
            return &view->config->shows[i];
    }
    return NULL;
}

static bool is_review(
    const struct episode_view *view, const struct catalogue_episode *episode)
{
    const struct config_show *show = show_of(view, episode->show);

    return show && show->is_review;
}

static bool is_explicit(
    const struct episode_view *view, const struct catalogue_episode *episode)
{
    const struct config_show *show = show_of(view, episode->show);

    return episode_is_explicit(episode, show && show->is_explicit);
}

/* --- For people --------------------------------------------------------- */

static void append_time(struct text *text, int64_t utc, size_t letters)
{
    char iso[FEED_DATE_BYTES];
    char *middle;

    feed_date_iso(utc, iso);
    if ((middle = strchr(iso, 'T')))
        *middle = ' ';
    text_append_bytes(text, iso, letters);
}

static bool is_in_feed(
    const struct episode_view *view, const struct catalogue_episode *episode)
{
    return episode->state == EPISODE_LISTED && !episode->hidden &&
           !episode->removed &&
           !episode_is_draft(episode, is_review(view, episode));
}

static void append_state(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text)
{
    int64_t publish_at = episode_publish_at(episode);

    if (episode->trouble.reason)
        text_append(text, episode->trouble.parked ? "given up" : "failing");
    else if (episode->removed)
        text_append(text, "removed");
    else if (episode->hidden)
        text_append(text, "hidden");
    else if (episode_is_draft(episode, is_review(view, episode)))
        text_append(text, "draft");
    else if (episode->state == EPISODE_LISTED)
        text_append(text, "in feed");
    else if (publish_at > view->now) {
        text_append(text, "at ");
        append_time(text, publish_at, MINUTE_LETTERS);
    } else
        text_append(text, "in work");
}

/* How many bytes of it so many characters have. */
static size_t bytes_of(const char *line, int characters)
{
    const char *end = line;

    for (; *end; end++) {
        bool is_start = ((unsigned char)*end & 0xC0) != 0x80;
        if (is_start && characters-- == 0)
            break;
    }
    return (size_t)(end - line);
}

static void append_cut(struct text *text, const char *line, int columns)
{
    if (columns <= 0 || !line[bytes_of(line, columns)]) {
        text_append(text, line);
        return;
    }
    text_append_bytes(text, line, bytes_of(line, columns - 1));
    text_append(text, "\xE2\x80\xA6");
}

/* Why it is not in the feed, or not as it should be. */
static void append_reason(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text)
{
    own_value(text) line = {0};

    if (!episode->trouble.reason)
        return;
    text_appendf(&line, "%*s  %s", ID_LETTERS, "", episode->trouble.reason);
    text->has_failed |= line.has_failed;
    append_cut(text, text_string(&line), view->columns);
    text_append(text, "\n");
}

void episode_table_append_line(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text)
{
    own_value(text) state = {0};
    own_value(text) line = {0};
    char length[QUANTITY_TIME_BYTES];

    quantity_format_length(episode->duration_ms * CLOCK_MILLISECOND_NS, length);
    append_state(view, episode, &state);
    text_appendf(&line, "%.*s  ", ID_LETTERS, episode->recording);
    append_time(&line, episode->published, DAY_LETTERS);
    text_appendf(&line, " %8s  %-8s  %s/%s  %s", length, text_string(&state),
        episode->show, episode->slug, episode_title(episode));
    text->has_failed |= line.has_failed || state.has_failed;
    append_cut(text, text_string(&line), view->columns);
    text_append(text, "\n");
    append_reason(view, episode, text);
}

static void append_row(struct text *text, const char *name, const char *value)
{
    if (value && *value)
        text_appendf(text, "%-11s %s\n", name, value);
}

static void append_time_row(struct text *text, const char *name, int64_t utc)
{
    if (utc <= EPISODE_AT_ONCE)
        return;
    text_appendf(text, "%-11s ", name);
    append_time(text, utc, MINUTE_LETTERS);
    text_append(text, " UTC\n");
}

static void append_number_row(struct text *text, const char *name, int number)
{
    if (number > 0)
        text_appendf(text, "%-11s %d\n", name, number);
}

static void append_media_row(
    struct text *text, const char *name, const struct catalogue_media *media)
{
    if (media->length_bytes > 0)
        text_appendf(text, "%-11s %" PRId64 " bytes, %d kbit/s\n", name,
            media->length_bytes, media->bitrate / 1000);
}

/* Each line of a list in its own row. */
static void append_lines(struct text *text, const char *name, const char *lines)
{
    while (*lines) {
        int length = (int)strcspn(lines, "\n");
        text_appendf(text, "%-11s %.*s\n", name, length, lines);
        lines += length + (lines[length] != '\0');
    }
}

static void append_edits(
    struct text *text, const struct catalogue_episode *episode)
{
    const struct episode_edit *edit = &episode->edit;

    if (edit->title)
        append_row(text, "found as", episode->title);
    append_row(text, "redacted", edit->redact);
    append_row(text, "cut", edit->trim);
}

static void append_tags(
    struct text *text, const struct catalogue_episode *episode)
{
    struct podcast_episode item = {0};
    own(feed_storage) storage = feed_storage_new();

    if (storage && episode_item_fill(episode, storage, &item))
        episode_item_append_lines(&item, text);
    else
        text->has_failed = true;
}

void episode_table_append_all(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text)
{
    own_value(text) state = {0};
    char length[QUANTITY_TIME_BYTES];

    quantity_format_length(episode->duration_ms * CLOCK_MILLISECOND_NS, length);
    append_state(view, episode, &state);
    if (episode->trouble.reason && is_in_feed(view, episode))
        text_append(&state, "; in the feed as it was");
    append_row(text, "title", episode_title(episode));
    append_row(text, "state", text_string(&state));
    append_row(text, "trouble", episode->trouble.reason);
    append_row(text, "show", episode->show);
    append_row(text, "slug", episode->slug);
    append_row(text, "id", episode->recording);
    append_row(text, "room", episode->room);
    append_row(text, "type", episode_kind_name(episode_kind(episode)));
    append_number_row(text, "season", episode_season(episode));
    append_number_row(text, "number", episode->number);
    append_row(text, "explicit", is_explicit(view, episode) ? "yes" : "no");
    append_time_row(text, "started", episode->started);
    append_time_row(text, "published", episode->published);
    append_time_row(text, "publish at", episode_publish_at(episode));
    append_time_row(text, "hidden", episode->hidden);
    append_time_row(text, "media go", episode->remove_at);
    append_row(text, "length", length);
    append_media_row(text, "mp3", &episode->mp3);
    append_media_row(text, "opus", &episode->opus);
    append_edits(text, episode);
    append_lines(text, "person", episode->persons);
    append_lines(text, "chapter", episode->chapters);
    append_tags(text, episode);
    if (*episode_notes(episode))
        text_appendf(text, "\n%s\n", episode_notes(episode));
}

/* --- For programs ------------------------------------------------------- */

static void set_text(struct jdoc *doc, const char *key, const char *value)
{
    if (value && *value)
        jdoc_set_string(doc, key, value);
}

static void set_time(struct jdoc *doc, const char *key, int64_t utc)
{
    char iso[FEED_DATE_BYTES];

    if (utc <= EPISODE_AT_ONCE)
        return;
    feed_date_iso(utc, iso);
    jdoc_set_string(doc, key, iso);
}

static void set_number(struct jdoc *doc, const char *key, int64_t number)
{
    if (number > 0)
        jdoc_set_whole(doc, key, number);
}

static void set_media(
    struct jdoc *doc, const char *key, const struct catalogue_media *media)
{
    own(jdoc) object = NULL;

    if (media->length_bytes == 0)
        return;
    object = jdoc_new();
    jdoc_set_whole(object, "bytes", media->length_bytes);
    jdoc_set_whole(object, "bitrate", media->bitrate);
    jdoc_set_string(object, "integrity", media->integrity);
    jdoc_set_object(doc, key, object);
}

/* Each line as {"text": …}. */
static void set_lines(struct jdoc *doc, const char *key, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        own_heap(char) line = strndup(lines, length);
        own(jdoc) item = jdoc_new();
        jdoc_set_string(item, "text", line ? line : "");
        jdoc_add_to_array(doc, key, item);
        lines += length + (lines[length] != '\0');
    }
}

static const char *choice_name(enum episode_choice choice)
{
    return choice == CHOICE_YES ? "yes" : choice == CHOICE_NO ? "no" : NULL;
}

static void set_edited_tags(struct jdoc *doc, const char *tags)
{
    struct err err;
    own(jdoc) object = tags ? jdoc_parse(tags, strlen(tags), &err) : NULL;

    if (object)
        jdoc_set_object(doc, "tags", object);
}

static void set_edits(struct jdoc *doc, const struct episode_edit *edit)
{
    own(jdoc) object = jdoc_new();

    set_text(object, "title", edit->title);
    set_text(object, "notes", edit->notes);
    set_text(object, "redact", edit->redact);
    set_text(object, "cut", edit->trim);
    set_text(object, "explicit", choice_name(edit->is_explicit));
    set_text(object, "draft", choice_name(edit->is_draft));
    if (edit->kind != EPISODE_KIND_UNSET)
        set_text(object, "type", episode_kind_name(edit->kind));
    set_number(object, "season", edit->season);
    set_edited_tags(object, edit->tags);
    set_time(object, "publish_at", edit->publish_at);
    jdoc_set_object(doc, "edits", object);
}

static void set_trouble(
    struct jdoc *doc, const struct catalogue_trouble *trouble)
{
    own(jdoc) object = NULL;

    if (!trouble->reason)
        return;
    object = jdoc_new();
    jdoc_set_any_text(object, "reason", trouble->reason);
    jdoc_set_whole(object, "tries", trouble->tries);
    set_time(object, "since", trouble->since);
    set_time(object, "next_try", trouble->next_try);
    jdoc_set_bool(object, "given_up", trouble->parked != 0);
    jdoc_set_object(doc, "trouble", object);
}

static void set_tags(struct jdoc *doc, const struct catalogue_episode *episode)
{
    struct podcast_episode item = {0};
    own(feed_storage) storage = feed_storage_new();
    own(jdoc) tags = NULL;

    if (!episode_has_item_tags(episode))
        return;
    if (storage && episode_item_fill(episode, storage, &item))
        tags = item_tags_new(&item, true);
    jdoc_set_object(doc, "tags", tags);
}

static void set_facts(struct jdoc *doc, const struct episode_view *view,
    const struct catalogue_episode *episode)
{
    jdoc_set_string(doc, "id", episode->recording);
    jdoc_set_string(doc, "show", episode->show);
    jdoc_set_string(doc, "slug", episode->slug);
    set_text(doc, "room", episode->room);
    set_text(doc, "guid", episode->guid);
    jdoc_set_string(doc, "state", episode_state_name(episode->state));
    jdoc_set_bool(doc, "visible",
        episode_is_public(episode, is_review(view, episode), view->now));
    jdoc_set_string(doc, "title", episode_title(episode));
    set_text(doc, "notes", episode_notes(episode));
    jdoc_set_string(doc, "type", episode_kind_name(episode_kind(episode)));
    set_number(doc, "season", episode_season(episode));
    set_number(doc, "number", episode->number);
    jdoc_set_bool(doc, "explicit", is_explicit(view, episode));
}

struct jdoc *episode_table_json(const struct episode_view *view,
    const struct catalogue_episode *episode, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    set_facts(doc, view, episode);
    set_time(doc, "started", episode->started);
    set_time(doc, "published", episode->published);
    set_time(doc, "publish_at", episode_publish_at(episode));
    jdoc_set_real(doc, "duration", (double)episode->duration_ms / 1000);
    set_time(doc, "hidden", episode->hidden);
    set_time(doc, "media_go", episode->remove_at);
    set_media(doc, "mp3", &episode->mp3);
    set_media(doc, "opus", &episode->opus);
    set_lines(doc, "chapters", episode->chapters);
    set_lines(doc, "persons", episode->persons);
    set_tags(doc, episode);
    set_edits(doc, &episode->edit);
    set_trouble(doc, &episode->trouble);
    if (!doc)
        err_no_memory(err);
    return take(doc);
}
