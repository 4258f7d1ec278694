/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue.h"

#include <stdio.h>
#include <string.h>

struct catalogue {
    struct database *db;
};

static const char *const schema[] = {
    /* 1 */
    "CREATE TABLE show ("
    "    name TEXT PRIMARY KEY,"
    "    guid TEXT NOT NULL UNIQUE,"
    "    fingerprint TEXT NOT NULL,"
    "    changed INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE episode ("
    "    recording TEXT PRIMARY KEY,"
    "    room TEXT NOT NULL,"
    "    show TEXT NOT NULL,"
    "    guid TEXT NOT NULL UNIQUE,"
    "    slug TEXT NOT NULL,"
    "    title TEXT NOT NULL,"
    "    description TEXT NOT NULL,"
    "    started INTEGER NOT NULL,"
    "    published INTEGER NOT NULL,"
    "    duration_ms INTEGER NOT NULL,"
    "    number INTEGER,"
    "    state TEXT NOT NULL DEFAULT 'found'"
    "        CHECK (state IN ('found', 'rendered', 'stored', 'listed')),"
    "    mp3_bytes INTEGER,"
    "    mp3_bitrate INTEGER,"
    "    mp3_integrity TEXT,"
    "    opus_bytes INTEGER,"
    "    opus_bitrate INTEGER,"
    "    opus_integrity TEXT,"
    "    UNIQUE (show, slug),"
    "    UNIQUE (show, number),"
    "    UNIQUE (show, published)"
    ") STRICT;"
    "CREATE TRIGGER episode_is_for_ever BEFORE DELETE ON episode BEGIN"
    "    SELECT RAISE(ABORT, 'an episode is never deleted');"
    "END;"
    "CREATE TRIGGER listed_is_for_ever"
    "    BEFORE UPDATE OF recording, show, guid, slug, number, published"
    "    ON episode"
    "    WHEN old.state = 'listed' AND"
    "        (new.recording, new.show, new.guid, new.slug, new.number,"
    "            new.published)"
    "        IS NOT (old.recording, old.show, old.guid, old.slug, old.number,"
    "            old.published)"
    "BEGIN"
    "    SELECT RAISE(ABORT, 'what is listed keeps its names and date');"
    "END;",
};

static const char *const state_names[] = {
    "found", "rendered", "stored", "listed"};

void catalogue_episode_clear(struct catalogue_episode *episode)
{
    free(episode->title);
    free(episode->description);
    memset(episode, 0, sizeof *episode);
}

struct catalogue_episode *episode_list_add(struct episode_list *list)
{
    struct catalogue_episode *larger =
        realloc(list->items, (list->count + 1) * sizeof *larger);

    if (!larger)
        return NULL;
    list->items = larger;
    return memset(&larger[list->count++], 0, sizeof *larger);
}

const struct catalogue_episode *episode_list_find(
    const struct episode_list *list, const char *recording)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].recording, recording) == 0)
            return &list->items[i];
    }
    return NULL;
}

void episode_list_clear(struct episode_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        catalogue_episode_clear(&list->items[i]);
    free(list->items);
    *list = (struct episode_list){0};
}

struct catalogue *catalogue_open(
    const char *path, enum database_mode mode, struct err *err)
{
    own(catalogue) catalogue = calloc(1, sizeof *catalogue);

    if (!catalogue)
        return err_no_memory(err), NULL;
    catalogue->db = database_open(path, mode, err);
    if (!catalogue->db || !database_migrate(catalogue->db, schema, 1, err))
        return NULL;
    return take(catalogue);
}

static void copy_text(
    char *to, size_t room, const struct query *row, int column)
{
    snprintf(to, room, "%s", query_text(row, column));
}

static void copy_media(
    struct catalogue_media *media, const struct query *row, int column)
{
    media->length_bytes = query_whole(row, column);
    media->bitrate = (int)query_whole(row, column + 1);
    copy_text(media->integrity, sizeof media->integrity, row, column + 2);
}

static enum episode_state state_of(const char *name)
{
    enum episode_state state = EPISODE_LISTED;

    while (state > EPISODE_FOUND && strcmp(name, state_names[state]) != 0)
        state--;
    return state;
}

static const char select_episodes[] =
    "SELECT recording, room, show, guid, slug, title, description, started,"
    "    published, duration_ms, number, state, mp3_bytes, mp3_bitrate,"
    "    mp3_integrity, opus_bytes, opus_bitrate, opus_integrity"
    " FROM episode ORDER BY show, published";

static bool copy_episode(
    struct catalogue_episode *to, const struct query *row, struct err *err)
{
    copy_text(to->recording, sizeof to->recording, row, 0);
    copy_text(to->room, sizeof to->room, row, 1);
    copy_text(to->show, sizeof to->show, row, 2);
    copy_text(to->guid, sizeof to->guid, row, 3);
    copy_text(to->slug, sizeof to->slug, row, 4);
    to->title = strdup(query_text(row, 5));
    to->description = strdup(query_text(row, 6));
    to->started = query_whole(row, 7);
    to->published = query_whole(row, 8);
    to->duration_ms = query_whole(row, 9);
    to->number = (int)query_whole(row, 10);
    to->state = state_of(query_text(row, 11));
    copy_media(&to->mp3, row, 12);
    copy_media(&to->opus, row, 15);
    return (to->title && to->description) || err_no_memory(err);
}

bool catalogue_read(
    struct catalogue *catalogue, struct episode_list *list, struct err *err)
{
    own(query) query = query_new(catalogue->db, select_episodes, err);
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

bool catalogue_add(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "INSERT INTO episode (recording, room, show, guid, slug, title,"
        "    description, started, published, duration_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        err);

    query_bind_text(query, 1, episode->recording);
    query_bind_text(query, 2, episode->room);
    query_bind_text(query, 3, episode->show);
    query_bind_text(query, 4, episode->guid);
    query_bind_text(query, 5, episode->slug);
    query_bind_text(query, 6, episode->title);
    query_bind_text(query, 7, episode->description);
    query_bind_whole(query, 8, episode->started);
    query_bind_whole(query, 9, episode->published);
    query_bind_whole(query, 10, episode->duration_ms);
    return query_finish(query, err);
}

bool catalogue_next_number(
    struct catalogue *catalogue, const char *show, int *number, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "SELECT coalesce(max(number), 0) + 1 FROM episode WHERE show = ?", err);

    query_bind_text(query, 1, show);
    if (query_next(query, err) != QUERY_ROW)
        return false;
    *number = (int)query_whole(query, 0);
    return true;
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
        "UPDATE episode SET number = ?2, duration_ms = ?3, mp3_bytes = ?4,"
        "    mp3_bitrate = ?5, mp3_integrity = ?6, opus_bytes = ?7,"
        "    opus_bitrate = ?8, opus_integrity = ?9,"
        "    state = CASE state WHEN 'found' THEN 'rendered' ELSE state END"
        " WHERE recording = ?1",
        err);

    query_bind_text(query, 1, episode->recording);
    query_bind_whole(query, 2, episode->number);
    query_bind_whole(query, 3, episode->duration_ms);
    bind_media(query, 4, &episode->mp3);
    bind_media(query, 7, &episode->opus);
    return query_finish(query, err);
}

bool catalogue_set_stored(
    struct catalogue *catalogue, const char *recording, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE episode SET state = 'stored'"
        " WHERE recording = ? AND state = 'rendered'",
        err);

    query_bind_text(query, 1, recording);
    return query_finish(query, err);
}

bool catalogue_find_show(struct catalogue *catalogue, const char *name,
    struct catalogue_show *show, bool *is_known, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "SELECT name, guid, fingerprint, changed FROM show WHERE name = ?",
        err);

    query_bind_text(query, 1, name);
    enum query_step step = query_next(query, err);
    if (step == QUERY_FAILED)
        return false;
    *is_known = step == QUERY_ROW;
    if (!*is_known)
        return true;
    copy_text(show->name, sizeof show->name, query, 0);
    copy_text(show->guid, sizeof show->guid, query, 1);
    copy_text(show->fingerprint, sizeof show->fingerprint, query, 2);
    show->changed = query_whole(query, 3);
    return true;
}

static bool keep_show(struct catalogue *catalogue,
    const struct catalogue_show *show, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "INSERT INTO show (name, guid, fingerprint, changed)"
        " VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (name) DO UPDATE SET fingerprint = ?3, changed = ?4",
        err);

    query_bind_text(query, 1, show->name);
    query_bind_text(query, 2, show->guid);
    query_bind_text(query, 3, show->fingerprint);
    query_bind_whole(query, 4, show->changed);
    return query_finish(query, err);
}

static bool list_stored(
    struct catalogue *catalogue, const char *show, struct err *err)
{
    own(query) query = query_new(catalogue->db,
        "UPDATE episode SET state = 'listed'"
        " WHERE show = ? AND state = 'stored'",
        err);

    query_bind_text(query, 1, show);
    return query_finish(query, err);
}

bool catalogue_list(struct catalogue *catalogue,
    const struct catalogue_show *show, struct err *err)
{
    own(transaction) transaction = transaction_begin(catalogue->db, err);

    return transaction && keep_show(catalogue, show, err) &&
           list_stored(catalogue, show->name, err) &&
           transaction_commit(transaction, err);
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
