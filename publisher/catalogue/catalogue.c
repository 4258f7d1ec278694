/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue.h"

#include <stdio.h>
#include <string.h>

#include "publisher/catalogue/catalogue_schema.h"
#include "recorder/base/text.h"

struct catalogue {
    struct database *db;
};

char *catalogue_path(const char *state)
{
    struct text path = {0};

    text_appendf(&path, "%s/catalogue.sqlite", state);
    return text_take(&path);
}

struct catalogue *catalogue_open(
    const char *path, enum database_mode mode, struct err *err)
{
    own(catalogue) catalogue = calloc(1, sizeof *catalogue);

    if (!catalogue)
        return err_no_memory(err), NULL;
    catalogue->db = database_open(path, mode, err);
    if (!catalogue->db || !database_migrate(catalogue->db, catalogue_schema,
                              CATALOGUE_SCHEMA_VERSION, err))
        return NULL;
    return take(catalogue);
}

struct database *catalogue_database(struct catalogue *catalogue)
{
    return catalogue->db;
}

/* "" for what a new episode may lack. */
static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* ?1 to ?16 of the statements that keep what was found. */
static void bind_found(
    struct query *query, const struct catalogue_episode *episode)
{
    query_bind_text(query, 1, episode->recording);
    query_bind_text(query, 2, episode->title);
    query_bind_text(query, 3, episode->description);
    query_bind_text(query, 4, or_empty(episode->notes));
    query_bind_text(query, 5, or_empty(episode->chapters));
    query_bind_text(query, 6, or_empty(episode->transcripts));
    query_bind_text(query, 7, or_empty(episode->persons));
    query_bind_text(query, 8, or_empty(episode->cover));
    query_bind_text(query, 9, episode->notes_print);
    query_bind_text(query, 10,
        episode_kind_name(episode->kind ? episode->kind : EPISODE_FULL));
    query_bind_whole(query, 11, episode->publish_at);
    query_bind_whole(query, 12, episode->published);
    query_bind_whole(query, 13, episode->season);
    query_bind_whole(query, 14, episode->is_explicit);
    query_bind_text(query, 15, or_empty(episode->tags));
    query_bind_text(query, 16, or_empty(episode->soundbites));
}

bool catalogue_add(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "INSERT INTO episode (recording, title, description, notes, chapters,"
        "    transcripts, persons, cover, notes_print, kind, publish_at,"
        "    published, season, is_explicit, tags, soundbites, room, show, "
        "guid, slug, started,"
        "    duration_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
        "    ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
        err);

    bind_found(query, episode);
    query_bind_text(query, 17, episode->room);
    query_bind_text(query, 18, episode->show);
    query_bind_text(query, 19, episode->guid);
    query_bind_text(query, 20, episode->slug);
    query_bind_whole(query, 21, episode->started);
    query_bind_whole(query, 22, episode->duration_ms);
    return query_finish(query, err);
}

bool catalogue_set_found(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE episode SET title = ?2, description = ?3, notes = ?4,"
        "    chapters = ?5, transcripts = ?6, persons = ?7, cover = ?8,"
        "    notes_print = ?9, kind = ?10, publish_at = ?11,"
        "    is_explicit = ?14, tags = ?15, soundbites = ?16,"
        "    published ="
        "        CASE state WHEN 'listed' THEN published ELSE ?12 END,"
        "    season = CASE state WHEN 'listed' THEN season ELSE ?13 END"
        " WHERE recording = ?1",
        err);

    bind_found(query, episode);
    return query_finish(query, err);
}

bool catalogue_next_number(struct catalogue *catalogue,
    const struct catalogue_series *series, int *number, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "WITH free (number) AS ("
        "    SELECT max(?3, coalesce((SELECT highest FROM counter"
        "        WHERE show = ?1 AND season = ?2), 0)) + 1"
        "    UNION"
        "    SELECT number + 1 FROM free WHERE EXISTS ("
        "        SELECT 1 FROM episode WHERE show = ?1 AND season = ?2"
        "            AND number = free.number)"
        ") SELECT max(number) FROM free",
        err);

    query_bind_text(query, 1, series->show);
    query_bind_whole(query, 2, series->season);
    query_bind_whole(query, 3, series->last);
    if (query_next(query, err) != QUERY_ROW)
        return false;
    *number = (int)query_whole(query, 0);
    return true;
}

bool catalogue_set_number(struct catalogue *catalogue, const char *recording,
    int number, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE episode SET number = nullif(?2, 0)"
        " WHERE recording = ?1 AND state <> 'listed'",
        err);

    query_bind_text(query, 1, recording);
    query_bind_whole(query, 2, number);
    return query_finish(query, err);
}

static void bind_media(
    struct query *query, int at, const struct catalogue_media *media)
{
    query_bind_whole(query, at, media->length_bytes);
    query_bind_whole(query, at + 1, media->bitrate);
    query_bind_text(query, at + 2, media->integrity);
}

bool catalogue_set_rendered(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE episode SET number = nullif(?2, 0), duration_ms = ?3,"
        "    mp3_bytes = ?4, mp3_bitrate = ?5, mp3_integrity = ?6,"
        "    opus_bytes = ?7, opus_bitrate = ?8, opus_integrity = ?9,"
        "    made_print = ?10, removed = 0,"
        "    state = CASE state WHEN 'listed' THEN state ELSE 'rendered' END"
        " WHERE recording = ?1",
        err);

    query_bind_text(query, 1, episode->recording);
    query_bind_whole(query, 2, episode->number);
    query_bind_whole(query, 3, episode->duration_ms);
    bind_media(query, 4, &episode->mp3);
    bind_media(query, 7, &episode->opus);
    query_bind_text(query, 10, episode->made_print);
    return query_finish(query, err);
}

static bool step(struct catalogue *catalogue, const char *recording,
    enum episode_state from, enum episode_state to, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE episode SET state = ?3 WHERE recording = ?1 AND state = ?2",
        err);

    query_bind_text(query, 1, recording);
    query_bind_text(query, 2, episode_state_name(from));
    query_bind_text(query, 3, episode_state_name(to));
    return query_finish(query, err);
}

bool catalogue_set_stored(
    struct catalogue *catalogue, const char *recording, struct err *err)
{
    return step(catalogue, recording, EPISODE_RENDERED, EPISODE_STORED, err);
}

bool catalogue_set_verified(
    struct catalogue *catalogue, const char *recording, struct err *err)
{
    return step(catalogue, recording, EPISODE_STORED, EPISODE_VERIFIED, err);
}

static bool replace_segments(struct catalogue *catalogue, const char *recording,
    const struct catalogue_segment *segments, size_t count, struct err *err)
{
    own(query) old =
        query_new(catalogue->db, "DELETE FROM segment WHERE episode = ?", err);

    query_bind_text(old, 1, recording);
    if (!query_finish(old, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        own(query) query = query_new(catalogue->db,
            "INSERT INTO segment (recording, episode, part)"
            " VALUES (?, ?, ?)",
            err);
        query_bind_text(query, 1, segments[i].recording);
        query_bind_text(query, 2, recording);
        query_bind_whole(query, 3, segments[i].part);
        if (!query_finish(query, err))
            return false;
    }
    return true;
}

bool catalogue_set_segments(struct catalogue *catalogue, const char *recording,
    const struct catalogue_segment *segments, size_t count, struct err *err)
{
    own(transaction) transaction = transaction_begin(catalogue->db, err);

    return transaction &&
           replace_segments(catalogue, recording, segments, count, err) &&
           transaction_commit(transaction, err);
}

bool catalogue_read_all_segments(struct catalogue *catalogue,
    segment_taker *taker, void *user, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "SELECT episode, recording FROM segment ORDER BY episode, part", err);
    enum query_step step;

    while ((step = query_next(query, err)) == QUERY_ROW)
        if (!taker(user, query_text(query, 0), query_text(query, 1), err))
            return false;
    return step == QUERY_DONE;
}

bool catalogue_read_segments(struct catalogue *catalogue, const char *recording,
    struct catalogue_segment **segments, size_t *count, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "SELECT recording, part FROM segment WHERE episode = ? ORDER BY part",
        err);
    own_heap(struct catalogue_segment) read = NULL;
    size_t read_count = 0;
    enum query_step step;

    query_bind_text(query, 1, recording);
    while ((step = query_next(query, err)) == QUERY_ROW) {
        struct catalogue_segment *larger =
            realloc(read, (read_count + 1) * sizeof *larger);
        if (!larger)
            return err_no_memory(err);
        read = larger;
        struct catalogue_segment *segment = &read[read_count++];
        snprintf(segment->recording, sizeof segment->recording, "%s",
            query_text(query, 0));
        segment->part = (int)query_whole(query, 1);
    }
    if (step == QUERY_FAILED)
        return false;
    *segments = take(read);
    *count = read_count;
    return true;
}

char *catalogue_recall(
    struct catalogue *catalogue, const char *name, struct err *err)
{
    own(query) query = query_new(
        catalogue->db, "SELECT value FROM memory WHERE name = ?", err);

    query_bind_text(query, 1, name);
    enum query_step step = query_next(query, err);
    if (step == QUERY_FAILED)
        return NULL;
    char *value = strdup(step == QUERY_ROW ? query_text(query, 0) : "");
    if (!value)
        err_no_memory(err);
    return value;
}

bool catalogue_remember(struct catalogue *catalogue, const char *name,
    const char *value, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "INSERT INTO memory (name, value) VALUES (?1, ?2)"
        " ON CONFLICT (name) DO UPDATE SET value = ?2",
        err);

    query_bind_text(query, 1, name);
    query_bind_text(query, 2, value);
    return query_finish(query, err);
}

bool catalogue_remember_still(struct catalogue *catalogue, const char *name,
    const char *value, bool *is_there, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE memory SET value = ?2 WHERE name = ?1 RETURNING name", err);

    query_bind_text(query, 1, name);
    query_bind_text(query, 2, value);
    enum query_step step = query_next(query, err);
    *is_there = step == QUERY_ROW;
    return step == QUERY_DONE || (*is_there && query_finish(query, err));
}

bool catalogue_check(struct catalogue *catalogue, struct err *err)
{
    return database_check(catalogue->db, err);
}

void catalogue_free(struct catalogue *catalogue)
{
    if (!catalogue)
        return;
    database_free(catalogue->db);
    free(catalogue);
}
