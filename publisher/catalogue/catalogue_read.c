/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of enum column. */
static const char select_episodes[] =
    "SELECT episode.recording, room, show, guid, slug, episode.title,"
    "    description, episode.notes, chapters, transcripts, persons, "
    "episode.tags,"
    "    soundbites, cover,"
    "    notes_print, made_print, started, published, episode.publish_at,"
    "    episode.is_explicit, duration_ms, episode.kind, episode.season, "
    "number, state, hidden,"
    "    remove_at, removed, is_expired, is_kept, mp3_bytes, mp3_bitrate,"
    "    mp3_integrity, opus_bytes, opus_bitrate, opus_integrity,"
    "    edit.title, edit.notes, redact, trim, edit.tags, edit.is_explicit, "
    "is_draft,"
    "    edit.kind, edit.season, edit.publish_at,"
    "    reason, print, tries, since, next_try, parked"
    " FROM episode LEFT JOIN edit ON edit.recording = episode.recording"
    "    LEFT JOIN trouble ON subject = episode.recording"
    " ORDER BY show, published";

enum column {
    RECORDING,
    ROOM,
    SHOW,
    GUID,
    SLUG,
    TITLE,
    DESCRIPTION,
    NOTES,
    CHAPTERS,
    TRANSCRIPTS,
    PERSONS,
    TAGS,
    SOUNDBITES,
    COVER,
    NOTES_PRINT,
    MADE_PRINT,
    STARTED,
    PUBLISHED,
    PUBLISH_AT,
    IS_EXPLICIT,
    DURATION_MS,
    KIND,
    SEASON,
    NUMBER,
    STATE,
    HIDDEN,
    REMOVE_AT,
    REMOVED,
    IS_EXPIRED,
    IS_KEPT,
    MP3,
    OPUS = MP3 + 3,
    EDIT_TITLE = OPUS + 3,
    EDIT_NOTES,
    EDIT_REDACT,
    EDIT_TRIM,
    EDIT_TAGS,
    EDIT_IS_EXPLICIT,
    EDIT_IS_DRAFT,
    EDIT_KIND,
    EDIT_SEASON,
    EDIT_PUBLISH_AT,
    TROUBLE_REASON,
    TROUBLE_PRINT,
    TROUBLE_TRIES,
    TROUBLE_SINCE,
    TROUBLE_NEXT_TRY,
    TROUBLE_PARKED_AT
};

/* One row being copied; sticky about memory. */
struct row {
    const struct query *query;
    bool has_failed;
};

static char *owned(struct row *row, enum column column)
{
    char *copy = strdup(query_text(row->query, column));

    row->has_failed = row->has_failed || !copy;
    return copy;
}

static char *owned_or_null(struct row *row, enum column column)
{
    return query_is_null(row->query, column) ? NULL : owned(row, column);
}

static void copy_text(
    char *to, size_t room, const struct row *row, enum column column)
{
    snprintf(to, room, "%s", query_text(row->query, column));
}

static int64_t whole(const struct row *row, enum column column)
{
    return query_whole(row->query, column);
}

static void copy_media(
    struct catalogue_media *media, const struct row *row, enum column column)
{
    media->length_bytes = whole(row, column);
    media->bitrate = (int)whole(row, column + 1);
    copy_text(media->integrity, sizeof media->integrity, row, column + 2);
}

static void copy_names(struct catalogue_episode *to, const struct row *row)
{
    copy_text(to->recording, sizeof to->recording, row, RECORDING);
    copy_text(to->room, sizeof to->room, row, ROOM);
    copy_text(to->show, sizeof to->show, row, SHOW);
    copy_text(to->guid, sizeof to->guid, row, GUID);
    copy_text(to->slug, sizeof to->slug, row, SLUG);
    copy_text(to->notes_print, sizeof to->notes_print, row, NOTES_PRINT);
    copy_text(to->made_print, sizeof to->made_print, row, MADE_PRINT);
}

static void copy_found(struct catalogue_episode *to, struct row *row)
{
    to->title = owned(row, TITLE);
    to->description = owned(row, DESCRIPTION);
    to->notes = owned(row, NOTES);
    to->chapters = owned(row, CHAPTERS);
    to->transcripts = owned(row, TRANSCRIPTS);
    to->persons = owned(row, PERSONS);
    to->tags = owned(row, TAGS);
    to->soundbites = owned(row, SOUNDBITES);
    to->cover = owned(row, COVER);
}

static void copy_figures(struct catalogue_episode *to, const struct row *row)
{
    to->started = whole(row, STARTED);
    to->published = whole(row, PUBLISHED);
    to->publish_at = whole(row, PUBLISH_AT);
    to->is_explicit = (enum episode_choice)whole(row, IS_EXPLICIT);
    to->duration_ms = whole(row, DURATION_MS);
    to->kind = episode_kind_of(query_text(row->query, KIND));
    to->season = (int)whole(row, SEASON);
    to->number = (int)whole(row, NUMBER);
    to->state = episode_state_of(query_text(row->query, STATE));
    to->hidden = whole(row, HIDDEN);
    to->remove_at = whole(row, REMOVE_AT);
    to->removed = whole(row, REMOVED);
    to->is_expired = whole(row, IS_EXPIRED) != 0;
    to->is_kept = whole(row, IS_KEPT) != 0;
    copy_media(&to->mp3, row, MP3);
    copy_media(&to->opus, row, OPUS);
}

static void copy_edit(struct episode_edit *to, struct row *row)
{
    to->title = owned_or_null(row, EDIT_TITLE);
    to->notes = owned_or_null(row, EDIT_NOTES);
    to->redact = owned_or_null(row, EDIT_REDACT);
    to->trim = owned_or_null(row, EDIT_TRIM);
    to->tags = owned_or_null(row, EDIT_TAGS);
    to->is_explicit = (enum episode_choice)whole(row, EDIT_IS_EXPLICIT);
    to->is_draft = (enum episode_choice)whole(row, EDIT_IS_DRAFT);
    to->kind = episode_kind_of(query_text(row->query, EDIT_KIND));
    to->season = (int)whole(row, EDIT_SEASON);
    to->publish_at = whole(row, EDIT_PUBLISH_AT);
}

static void copy_trouble(struct catalogue_trouble *to, struct row *row)
{
    to->reason = owned_or_null(row, TROUBLE_REASON);
    copy_text(to->print, sizeof to->print, row, TROUBLE_PRINT);
    to->tries = (int)whole(row, TROUBLE_TRIES);
    to->since = whole(row, TROUBLE_SINCE);
    to->next_try = whole(row, TROUBLE_NEXT_TRY);
    to->parked = whole(row, TROUBLE_PARKED_AT);
}

static bool copy_episode(
    struct catalogue_episode *to, const struct query *query, struct err *err)
{
    struct row row = {.query = query};

    copy_names(to, &row);
    copy_found(to, &row);
    copy_figures(to, &row);
    copy_edit(&to->edit, &row);
    copy_trouble(&to->trouble, &row);
    return !row.has_failed || err_no_memory(err);
}

bool catalogue_read(
    struct catalogue *catalogue, struct episode_list *list, struct err *err)
{
    own(query) query =
        query_new(catalogue_database(catalogue), select_episodes, err);
    own_value(episode_list) read = {0};
    enum query_step step;

    while ((step = query_next(query, err)) == QUERY_ROW) {
        struct catalogue_episode *episode = episode_list_add(&read);
        if (!episode)
            return err_no_memory(err);
        if (!copy_episode(episode, query, err))
            return false;
    }
    if (step == QUERY_FAILED)
        return false;
    *list = read;
    read = (struct episode_list){0};
    return true;
}
