/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_maker.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/catalogue/imported_show.h"
#include "publisher/episode/episode_extra.h"
#include "publisher/episode/episode_texts.h"
#include "publisher/episode/extra_prints.h"
#include "publisher/episode/made_print.h"
#include "publisher/episode/media_key.h"
#include "publisher/episode/workshop.h"
#include "publisher/spool/spool_sessions.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* The MP3 last: it is what the feed names first. */
static const char *const suffixes[] = {".opus", ".mp3"};
#define SUFFIX_COUNT 2

static const struct catalogue_media *media_of(
    const struct catalogue_episode *episode, const char *suffix)
{
    return strcmp(suffix, ".mp3") == 0 ? &episode->mp3 : &episode->opus;
}

static bool is_in_store(struct store *store,
    const struct catalogue_episode *episode, const char *suffix, bool *is_in,
    struct err *err)
{
    own_heap(char) key = media_key(episode, suffix);
    int64_t expected = media_of(episode, suffix)->length_bytes;
    int64_t found;

    if (!key)
        return err_no_memory(err);
    if (!store_find(store, key, &found, err))
        return false;
    *is_in = expected > 0 && found == expected;
    return true;
}

static bool is_in_workshop(const struct episode_maker *maker,
    const struct catalogue_episode *episode, const char *suffix)
{
    own_heap(char) path = workshop_path(maker->config->state, episode, suffix);
    int64_t expected = media_of(episode, suffix)->length_bytes;

    return path && expected > 0 && workshop_has(path, expected);
}

bool episode_has_media(struct store *store,
    const struct catalogue_episode *episode, bool *has_media, struct err *err)
{
    bool has_all = true;
    bool is_in;

    for (int i = 0; i < SUFFIX_COUNT; i++) {
        if (!is_in_store(store, episode, suffixes[i], &is_in, err))
            return false;
        has_all = has_all && is_in;
    }
    *has_media = has_all;
    return true;
}

/* An earlier run may have been killed when it had rendered, or stored the
 * one file and not the other. */
static bool must_render(const struct episode_maker *maker,
    const struct episode_job *job, bool *must, struct err *err)
{
    const struct catalogue_episode *episode = &job->episode;
    bool is_missing = job->is_remade;
    bool is_in;

    for (int i = 0; i < SUFFIX_COUNT; i++) {
        if (is_in_workshop(maker, episode, suffixes[i]))
            continue;
        if (!is_in_store(maker->store, episode, suffixes[i], &is_in, err))
            return false;
        is_missing = is_missing || !is_in;
    }
    *must = is_missing;
    return true;
}

/* After those that the show brought along, too. */
static bool next_number(const struct episode_maker *maker,
    const struct catalogue_episode *episode, int *number, struct err *err)
{
    own(imported_show) imported = NULL;
    if (!imported_show_read(maker->config, episode->show, &imported, err))
        return false;
    const struct catalogue_series series = {
        .show = episode->show,
        .season = episode->season,
        .last = imported_show_last_number(imported, episode->season),
    };
    return catalogue_next_number(maker->catalogue, &series, number, err);
}

static bool take_number(const struct episode_maker *maker,
    struct catalogue_episode *episode, struct err *err)
{
    int number;

    if (episode->state < EPISODE_RENDERED)
        episode->season = episode_season(episode);
    if (episode->number || episode_kind(episode) != EPISODE_FULL)
        return true;
    if (!next_number(maker, episode, &number, err) ||
        !catalogue_set_found(maker->catalogue, episode, err) ||
        !catalogue_set_number(
            maker->catalogue, episode->recording, number, err))
        return false;
    episode->number = number;
    return true;
}

/* Notes that said a title may say none now: then the template does. */
static bool find_other_title(const struct config_show *show,
    const struct episode_job *job, struct catalogue_episode *episode,
    struct err *err)
{
    return !job->has_plain_title || episode->state < EPISODE_RENDERED ||
           episode_texts_title(show, job->recording, episode, err);
}

/* A number that the notes say, held before the counter gives another. */
static bool find_texts(
    const struct episode_maker *maker, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;
    const struct config_show *show =
        config_find_show(maker->config, episode->show, err);

    if (!show || !episode_texts_find(show, job->recording, episode, err) ||
        !find_other_title(show, job, episode, err))
        return false;
    if (episode->state < EPISODE_LISTED)
        job->is_held = episode_is_draft(episode, show->is_review) ||
                       episode_publish_at(episode) > maker->now;
    return true;
}

/* With the number, which it may show. */
static bool find_title(
    const struct episode_maker *maker, struct episode_job *job, struct err *err)
{
    const struct config_show *show =
        config_find_show(maker->config, job->episode.show, err);

    return show &&
           episode_texts_title(show, job->recording, &job->episode, err) &&
           catalogue_set_found(maker->catalogue, &job->episode, err);
}

/* A run may have been killed after it had catalogued an episode and before it
 * read what lies beside the recording: until it is rendered that is read
 * again. */
static bool keep_found(
    const struct episode_maker *maker, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;
    int known_number = episode->number;

    if (job->is_new && !catalogue_add(maker->catalogue, episode, err))
        return false;
    if (episode->state >= EPISODE_RENDERED && !job->has_new_texts)
        return true;
    if (job->recording && !find_texts(maker, job, err))
        return false;
    return catalogue_set_found(maker->catalogue, episode, err) &&
           (episode->number == known_number ||
               catalogue_set_number(
                   maker->catalogue, episode->recording, episode->number, err));
}

/* Since the plan was made the notes have become others. */
static bool is_made_from_other(const struct episode_job *job)
{
    char print[FINGERPRINT_BYTES];

    made_print_of(&job->episode, print);
    return job->has_new_texts && job->recording &&
           strcmp(print, job->episode.made_print) != 0;
}

static bool begin(const struct episode_maker *maker, struct episode_job *job,
    bool *must, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;

    if (!keep_found(maker, job, err) || !must_render(maker, job, must, err))
        return false;
    *must = *must || is_made_from_other(job);
    if (!*must)
        return true;
    if (!job->recording)
        return err_set(err, ERR_IO,
            "its media are gone, and its recording %s is not in the spool",
            episode->recording);
    return take_number(maker, episode, err) && find_title(maker, job, err);
}

static bool store_one(const struct episode_maker *maker,
    const struct catalogue_episode *episode, const char *suffix,
    struct err *err)
{
    own_heap(char) path = workshop_path(maker->config->state, episode, suffix);
    own_heap(char) key = media_key(episode, suffix);

    if (!path || !key)
        return err_no_memory(err);
    return !is_in_workshop(maker, episode, suffix) ||
           store_put_file(maker->store, key, path, err);
}

/* Only where the workshop holds media: what was made with them lies there. */
static bool store_extras(const struct episode_maker *maker,
    struct catalogue_episode *episode, struct err *err)
{
    return !is_in_workshop(maker, episode, ".mp3") ||
           (episode_extra_store_all(
                maker->config->state, maker->store, episode, err) &&
               extra_prints_keep(
                   maker->catalogue, maker->config->state, episode, err) &&
               catalogue_set_found(maker->catalogue, episode, err));
}

static bool store_all(const struct episode_maker *maker,
    struct catalogue_episode *episode, struct err *err)
{
    if (!store_extras(maker, episode, err))
        return false;
    for (int i = 0; i < SUFFIX_COUNT; i++) {
        if (!store_one(maker, episode, suffixes[i], err))
            return false;
    }
    return catalogue_set_stored(maker->catalogue, episode->recording, err);
}

/* A store is believed when it says that it has the files whole. */
static bool verify(const struct episode_maker *maker,
    const struct catalogue_episode *episode, struct err *err)
{
    bool has_media;

    if (!episode_has_media(maker->store, episode, &has_media, err))
        return false;
    if (!has_media)
        return err_set(
            err, ERR_IO, "its media were stored and are not in the store");
    return catalogue_set_verified(maker->catalogue, episode->recording, err);
}

static void keep_media(
    struct catalogue_media *kept, const struct episode_media *made)
{
    kept->length_bytes = made->length_bytes;
    kept->bitrate = made->bitrate;
    memcpy(kept->integrity, made->integrity, sizeof kept->integrity);
}

static bool keep_files(const struct episode_maker *maker,
    struct catalogue_episode *episode, const struct episode_files *files,
    struct err *err)
{
    keep_media(&episode->opus, &files->opus);
    keep_media(&episode->mp3, &files->mp3);
    episode->duration_ms = files->duration_ms;
    /* What listeners have is kept as what it was made from until the other is
     * in its place: killed in between, it is made again. */
    if (episode->state < EPISODE_LISTED)
        made_print_of(episode, episode->made_print);
    if (!catalogue_set_rendered(maker->catalogue, episode, err))
        return false;
    if (episode->state < EPISODE_LISTED)
        episode->state = EPISODE_RENDERED;
    return true;
}

/* One that has been made from several is so for ever: see part_table.h. */
static bool keep_parts(const struct episode_maker *maker,
    const struct episode_job *job, struct err *err)
{
    const struct spool_recording *recording = job->recording;
    size_t count = recording ? spool_part_count(recording) : 1;

    if (count < 2)
        return true;
    own_heap(struct catalogue_segment) parts = calloc(count, sizeof *parts);
    if (!parts)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        parts[i].part = (int)i + 1;
        memcpy(parts[i].recording, spool_part_id(recording, i),
            sizeof parts[i].recording);
    }
    return catalogue_set_segments(
        maker->catalogue, job->episode.recording, parts, count, err);
}

static bool keep_print(const struct episode_maker *maker,
    struct catalogue_episode *episode, struct err *err)
{
    char print[FINGERPRINT_BYTES];

    made_print_of(episode, print);
    if (strcmp(print, episode->made_print) == 0)
        return true;
    memcpy(episode->made_print, print, sizeof print);
    return catalogue_set_rendered(maker->catalogue, episode, err);
}

/* A draft, and one whose time has not come, waits where nobody sees it. */
static bool finish(const struct episode_maker *maker, struct episode_job *job,
    const struct episode_files *files, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;

    /* The parts first: once it is rendered nothing asks for them again. */
    if (files && (!keep_parts(maker, job, err) ||
                     !keep_files(maker, episode, files, err)))
        return false;
    if (!job->is_held) {
        if (!store_all(maker, episode, err) || !verify(maker, episode, err) ||
            !keep_print(maker, episode, err))
            return false;
        workshop_end(maker->config->state, episode);
    }
    return !episode->trouble.reason ||
           catalogue_end_trouble(maker->catalogue, episode->recording, err);
}

static bool name_failure(const struct episode_job *job, struct err *err)
{
    return err_prefix(
        err, "publish %s/%s", job->episode.show, job->episode.slug);
}

bool episode_begin(const struct episode_maker *maker, struct episode_job *job,
    bool *must, struct err *err)
{
    return begin(maker, job, must, err) || name_failure(job, err);
}

bool episode_finish(const struct episode_maker *maker, struct episode_job *job,
    const struct episode_files *files, struct err *err)
{
    return finish(maker, job, files, err) || name_failure(job, err);
}

bool episode_give_up(
    const struct episode_maker *maker, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;

    if (episode->state >= EPISODE_RENDERED || !episode->number)
        return true;
    episode->number = 0;
    return catalogue_set_number(maker->catalogue, episode->recording, 0, err);
}
