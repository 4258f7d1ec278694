/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_ends.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue_edit.h"
#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/media_key.h"
#include "publisher/spool/spool_sessions.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/recording/recording.h"

static const char *const actions[] = {
    [PUBLISH_HIDE] = "hide",
    [PUBLISH_REMOVE] = "remove",
    [PUBLISH_FREE_RECORDING] = "free",
    [PUBLISH_LEAVE] = "leave",
};

static void tell(const struct publish_run *run, enum publish_event_kind kind,
    const struct publish_end *end, const struct text *line)
{
    publish_run_tell(run, kind, actions[end->kind], &end->episode, line);
}

static void fail(struct publish_run *run, const struct publish_end *end,
    const char *what, struct err *reason)
{
    err_prefix(reason, "%s %s/%s", what, end->episode.show, end->episode.slug);
    publish_run_fail(run, end->episode.recording, PUBLISH_END_PRINT, reason);
}

static bool end_trouble(
    struct publish_run *run, const struct publish_end *end, struct err *err)
{
    return !end->episode.trouble.reason ||
           catalogue_end_trouble(run->catalogue, end->episode.recording, err);
}

static void append_day(struct text *line, int64_t utc_seconds)
{
    char iso[CLOCK_ISO_BYTES];

    clock_format_iso(utc_seconds * CLOCK_SECOND_NS, iso);
    text_appendf(line, "%.10s", iso);
}

static void hide(struct publish_run *run, const struct publish_end *end)
{
    const struct catalogue_hiding hiding = {
        .hidden = run->order->now,
        .remove_at = end->remove_at,
        .is_expired = true,
    };
    own_value(text) line = {0};
    struct err err = {0};

    if (!catalogue_hide(
            run->catalogue, end->episode.recording, &hiding, &err)) {
        fail(run, end, "hide", &err);
        return;
    }
    size_t show = publish_run_show_at(run, end->episode.show);
    if (run->progress[show] == SHOW_WRITTEN)
        run->progress[show] = SHOW_WAITS;
    text_appendf(&line, "hidden %s/%s: %s; its media go on ", end->episode.show,
        end->episode.slug, end->reason);
    append_day(&line, end->remove_at);
    tell(run, PUBLISH_DONE, end, &line);
}

static bool remove_media(
    struct publish_run *run, const struct publish_end *end, struct err *err)
{
    const struct catalogue_episode *episode = &end->episode;
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", episode->show, episode->slug);
    return text_finish(&key, err) &&
           store_remove_below(run->store, text_string(&key), err) &&
           catalogue_set_removed(
               run->catalogue, episode->recording, run->order->now, err);
}

static void end_media(struct publish_run *run, const struct publish_end *end)
{
    own_value(text) line = {0};
    struct err err = {0};

    if (run->progress[publish_run_show_at(run, end->episode.show)] !=
        SHOW_WRITTEN)
        return; /* its feed may still name them */
    if (!remove_media(run, end, &err) || !end_trouble(run, end, &err)) {
        fail(run, end, "remove", &err);
        return;
    }
    text_appendf(&line, "removed the media of %s/%s", end->episode.show,
        end->episode.slug);
    tell(run, PUBLISH_DONE, end, &line);
}

/* Nothing is deleted whose copy has not been read and found whole. */
static bool check_copy(struct publish_run *run,
    const struct catalogue_episode *episode, struct err *err)
{
    own_heap(char) key = media_key(episode, ".opus");
    bool is_whole;

    if (!key)
        return err_no_memory(err);
    return store_verify(
               run->store, key, episode->opus.integrity, &is_whole, err) &&
           (is_whole ||
               err_set(err, ERR_IO, "%s is damaged in the store: %s stays", key,
                   episode->recording));
}

static bool unlink_suffix(const char *stem, const char *suffix, struct err *err)
{
    own_heap(char) path = recording_path(stem, suffix);

    if (!path)
        return err_no_memory(err);
    return unlink(path) == 0 || errno == ENOENT ||
           err_set_errno(err, ERR_IO, "remove %s", path);
}

static bool remove_recording(const char *path, struct err *err)
{
    own_heap(char) stem = recording_stem(path);

    if (!stem)
        return err_no_memory(err);
    for (const char *const *suffix = spool_note_suffixes; *suffix; suffix++)
        if (!unlink_suffix(stem, *suffix, err))
            return false;
    return unlink_suffix(stem, RECORDING_LEDGER_SUFFIX, err) &&
           unlink_suffix(stem, RECORDING_SUFFIX, err) &&
           durable_sync_folder_of(path, err);
}

/* The first part last: as long as it is there the others are known as its. */
static bool remove_parts(
    const struct spool_recording *recording, struct err *err)
{
    for (size_t i = spool_part_count(recording); i-- > 0;) {
        if (!remove_recording(spool_part_path(recording, i), err))
            return false;
    }
    return true;
}

static void end_recording(
    struct publish_run *run, const struct publish_end *end)
{
    own_value(text) line = {0};
    struct err err = {0};

    if (!check_copy(run, &end->episode, &err) ||
        !remove_parts(end->recording, &err) || !end_trouble(run, end, &err)) {
        fail(run, end, "remove the recording of", &err);
        return;
    }
    text_appendf(&line, "removed the recording %s of %s/%s",
        end->recording->path, end->episode.show, end->episode.slug);
    tell(run, PUBLISH_DONE, end, &line);
}

void publish_hide(struct publish_run *run)
{
    for (size_t i = 0; i < run->plan.end_count; i++)
        if (run->plan.ends[i].kind == PUBLISH_HIDE)
            hide(run, &run->plan.ends[i]);
}

void publish_remove(struct publish_run *run)
{
    for (size_t i = 0; i < run->plan.end_count; i++) {
        const struct publish_end *end = &run->plan.ends[i];
        if (end->kind == PUBLISH_REMOVE)
            end_media(run, end);
        else if (end->kind == PUBLISH_FREE_RECORDING)
            end_recording(run, end);
    }
}

void publish_tell_ends(const struct publish_run *run)
{
    for (size_t i = 0; i < run->plan.end_count; i++) {
        const struct publish_end *end = &run->plan.ends[i];
        const struct catalogue_episode *episode = &end->episode;
        own_value(text) line = {0};
        text_appendf(&line, "would %s %s/%s",
            end->kind == PUBLISH_HIDE     ? "hide"
            : end->kind == PUBLISH_LEAVE  ? "leave unpublished"
            : end->kind == PUBLISH_REMOVE ? "remove the media of"
                                          : "remove the recording of",
            episode->show, episode->slug);
        if (end->reason)
            text_appendf(&line, ": %s", end->reason);
        tell(run, PUBLISH_PLANNED, end, &line);
    }
}
