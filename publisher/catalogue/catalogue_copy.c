/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_copy.h"

#include <stdio.h>
#include <string.h>

#include "publisher/catalogue/catalogue_edit.h"
#include "publisher/catalogue/episode_record.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

static bool append_line(
    struct text *lines, const struct jdoc *doc, struct err *err)
{
    own_heap(char) line = jdoc_format(doc, err);

    if (!line)
        return false;
    text_append(lines, line);
    text_append(lines, "\n");
    return true;
}

static bool append_show(
    const struct catalogue_show *show, struct text *lines, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "is", "show");
    jdoc_set_whole(doc, "format", 1);
    jdoc_set_string(doc, "name", show->name);
    jdoc_set_string(doc, "guid", show->guid);
    jdoc_set_string(doc, "fingerprint", show->fingerprint);
    jdoc_set_whole(doc, "changed", show->changed);
    return append_line(lines, doc, err);
}

static bool append_counter(const char *show, int64_t season, int64_t highest,
    struct text *lines, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "is", "counter");
    jdoc_set_string(doc, "show", show);
    jdoc_set_whole(doc, "season", season);
    jdoc_set_whole(doc, "highest", highest);
    return append_line(lines, doc, err);
}

static bool append_counters(struct catalogue *catalogue, const char *show,
    struct text *lines, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT season, highest FROM counter WHERE show = ? ORDER BY season",
        err);
    enum query_step step;

    query_bind_text(query, 1, show);
    while ((step = query_next(query, err)) == QUERY_ROW) {
        if (!append_counter(
                show, query_whole(query, 0), query_whole(query, 1), lines, err))
            return false;
    }
    return step == QUERY_DONE;
}

static bool append_segments(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct jdoc *doc, struct err *err)
{
    own_heap(struct catalogue_segment) segments = NULL;
    size_t count = 0;

    if (!catalogue_read_segments(
            catalogue, episode->recording, &segments, &count, err))
        return false;
    if (count)
        jdoc_set_array(doc, "segments");
    for (size_t i = 0; i < count; i++)
        jdoc_add_string(doc, "segments", segments[i].recording);
    return true;
}

static bool is_for_all(const struct catalogue_episode *episode)
{
    return !episode->hidden && !episode_is_draft(episode, false);
}

static struct jdoc *record_new(
    const struct catalogue_episode *episode, bool has_texts)
{
    struct jdoc *doc = episode_record_new(episode, has_texts);

    jdoc_set_string(doc, "is", "episode");
    return doc;
}

static bool append_record(struct catalogue *catalogue,
    const struct catalogue_episode *episode, bool has_texts, struct text *lines,
    struct err *err)
{
    own(jdoc) doc = record_new(episode, has_texts);

    return append_segments(catalogue, episode, doc, err) &&
           append_line(lines, doc, err);
}

bool catalogue_copy_append(struct catalogue *catalogue,
    const struct catalogue_show *show, const struct episode_list *episodes,
    struct text *lines, struct err *err)
{
    if (!append_show(show, lines, err) ||
        !append_counters(catalogue, show->name, lines, err))
        return false;
    for (size_t i = 0; i < episodes->count; i++) {
        const struct catalogue_episode *episode = &episodes->items[i];
        if (strcmp(episode->show, show->name) == 0 &&
            episode->state == EPISODE_LISTED &&
            !append_record(catalogue, episode, is_for_all(episode), lines, err))
            return false;
    }
    return text_finish(lines, err);
}

/* The workshop goes with the catalogue. */
static struct catalogue_episode as_found(
    const struct catalogue_episode *episode)
{
    struct catalogue_episode copy = *episode;

    if (copy.state == EPISODE_LISTED)
        return copy;
    copy.state = EPISODE_FINISHED;
    copy.mp3 = (struct catalogue_media){0};
    copy.opus = (struct catalogue_media){0};
    copy.made_print[0] = '\0';
    return copy;
}

bool catalogue_copy_append_all(struct catalogue *catalogue,
    const struct catalogue_show *show, const struct episode_list *episodes,
    struct text *lines, struct err *err)
{
    if ((show->fingerprint[0] && !append_show(show, lines, err)) ||
        !append_counters(catalogue, show->name, lines, err))
        return false;
    for (size_t i = 0; i < episodes->count; i++) {
        struct catalogue_episode episode = as_found(&episodes->items[i]);
        if (strcmp(episode.show, show->name) == 0 &&
            !append_record(catalogue, &episode, true, lines, err))
            return false;
    }
    return text_finish(lines, err);
}

/* Of a season, at its first episode; 0 at the others. */
static int highest_number(const struct episode_list *episodes, size_t at)
{
    int season = episodes->items[at].season;
    int highest = 0;

    for (size_t i = 0; i < episodes->count; i++) {
        if (episodes->items[i].season != season)
            continue;
        if (i < at)
            return 0;
        if (episodes->items[i].number > highest)
            highest = episodes->items[i].number;
    }
    return highest;
}

bool catalogue_copy_append_recovered(const struct catalogue_show *show,
    const struct episode_list *episodes, struct text *lines, struct err *err)
{
    if (!append_show(show, lines, err))
        return false;
    for (size_t i = 0; i < episodes->count; i++) {
        const struct catalogue_episode *episode = &episodes->items[i];
        own(jdoc) doc = record_new(episode, true);
        int highest = highest_number(episodes, i);
        if (!append_line(lines, doc, err) ||
            (highest > 0 && !append_counter(show->name, episode->season,
                                highest, lines, err)))
            return false;
    }
    return text_finish(lines, err);
}

int64_t catalogue_copy_changed(const struct text *lines)
{
    const char *line = text_string(lines);
    int64_t changed = -1;
    struct err err;

    own(jdoc) doc = jdoc_parse(line, strcspn(line, "\n"), &err);
    const char *is = doc ? jdoc_string(doc, "is") : NULL;
    if (is && strcmp(is, "show") == 0)
        jdoc_whole(doc, "changed", &changed);
    return changed;
}

static bool take_show(
    struct catalogue *catalogue, const struct jdoc *doc, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT INTO show (name, guid, fingerprint, changed)"
        " VALUES (?, ?, ?, ?)",
        err);
    int64_t format = 0;
    int64_t changed = 0;

    if (!jdoc_whole(doc, "format", &format) || format != 1)
        return err_set(err, ERR_FORMAT, "made by a newer roomcast");
    jdoc_whole(doc, "changed", &changed);
    query_bind_text(query, 1, jdoc_string(doc, "name"));
    query_bind_text(query, 2, jdoc_string(doc, "guid"));
    query_bind_text(query, 3, jdoc_string(doc, "fingerprint"));
    query_bind_whole(query, 4, changed);
    return query_finish(query, err);
}

static bool take_counter(
    struct catalogue *catalogue, const struct jdoc *doc, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT INTO counter (show, season, highest) VALUES (?, ?, ?)", err);
    int64_t season = 0;
    int64_t highest = 0;

    jdoc_whole(doc, "season", &season);
    jdoc_whole(doc, "highest", &highest);
    query_bind_text(query, 1, jdoc_string(doc, "show"));
    query_bind_whole(query, 2, season);
    query_bind_whole(query, 3, highest);
    return query_finish(query, err);
}

static bool put_standing(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "UPDATE episode SET state = ?2, hidden = ?3, remove_at = ?4,"
        "    removed = ?5, is_expired = ?6, is_kept = ?7"
        " WHERE recording = ?1",
        err);

    query_bind_text(query, 1, episode->recording);
    query_bind_text(query, 2, episode_state_name(episode->state));
    query_bind_whole(query, 3, episode->hidden);
    query_bind_whole(query, 4, episode->remove_at);
    query_bind_whole(query, 5, episode->removed);
    query_bind_whole(query, 6, episode->is_expired);
    query_bind_whole(query, 7, episode->is_kept);
    return query_finish(query, err);
}

static bool put_segments(struct catalogue *catalogue, const char *episode,
    const struct jdoc *doc, struct err *err)
{
    const char *recording;

    for (size_t i = 0; (recording = jdoc_string_at(doc, "segments", i)); i++) {
        own(query) query = query_new(catalogue_database(catalogue),
            "INSERT INTO segment (recording, episode, part)"
            " VALUES (?, ?, ?)",
            err);
        query_bind_text(query, 1, recording);
        query_bind_text(query, 2, episode);
        query_bind_whole(query, 3, (int64_t)i + 1);
        if (!query_finish(query, err))
            return false;
    }
    return true;
}

static bool take_episode(
    struct catalogue *catalogue, const struct jdoc *doc, struct err *err)
{
    struct catalogue_episode episode = {0};

    if (!episode_record_read(doc, &episode, err))
        return false;
    bool is_good =
        catalogue_add(catalogue, &episode, err) &&
        catalogue_set_rendered(catalogue, &episode, err) &&
        put_standing(catalogue, &episode, err) &&
        catalogue_set_edit(catalogue, episode.recording, &episode.edit, err) &&
        put_segments(catalogue, episode.recording, doc, err);
    catalogue_episode_clear(&episode);
    return is_good;
}

static bool take_line(struct catalogue *catalogue, const char *line,
    size_t length, struct err *err)
{
    own(jdoc) doc = jdoc_parse(line, length, err);

    if (!doc)
        return false;
    const char *is = jdoc_string(doc, "is");
    if (is && strcmp(is, "show") == 0)
        return take_show(catalogue, doc, err);
    if (is && strcmp(is, "counter") == 0)
        return take_counter(catalogue, doc, err);
    if (is && strcmp(is, "episode") == 0)
        return take_episode(catalogue, doc, err);
    return err_set(err, ERR_FORMAT, "not of a catalogue");
}

static bool take_lines(
    struct catalogue *catalogue, const struct text *lines, struct err *err)
{
    const char *line = text_string(lines);

    for (int number = 1; *line; number++) {
        size_t length = strcspn(line, "\n");
        if (!take_line(catalogue, line, length, err))
            return err_prefix(err, "line %d", number);
        line += length;
        line += *line == '\n';
    }
    return true;
}

bool catalogue_copy_take(
    struct catalogue *catalogue, const struct text *lines, struct err *err)
{
    own(transaction) transaction =
        transaction_begin(catalogue_database(catalogue), err);

    return transaction && take_lines(catalogue, lines, err) &&
           transaction_commit(transaction, err);
}
