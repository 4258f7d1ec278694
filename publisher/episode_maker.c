/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode_maker.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/feed_date.h"
#include "publisher/episode_render.h"
#include "publisher/show_model.h"
#include "publisher/workshop.h"
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
    own_heap(char) key = show_media_key(episode, suffix);
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
    const struct catalogue_episode *episode, bool *must, struct err *err)
{
    bool is_missing = false;
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

static void keep_media(
    struct catalogue_media *kept, const struct episode_media *made)
{
    kept->length_bytes = made->length_bytes;
    kept->bitrate = made->bitrate;
    memcpy(kept->integrity, made->integrity, sizeof kept->integrity);
}

/* Known shows only: the plan has looked. */
static const struct config_show *show_of(const struct episode_maker *maker,
    const struct catalogue_episode *episode, struct err *err)
{
    return config_find_show(maker->config, episode->show, err);
}

static bool render_files(const struct episode_maker *maker,
    const struct publish_job *job, const struct episode_settings *settings,
    struct episode_files *files, struct err *err)
{
    const char *state = maker->config->state;
    own_heap(char) opus = workshop_path(state, &job->episode, ".opus");
    own_heap(char) mp3 = workshop_path(state, &job->episode, ".mp3");

    const char *const parts[] = {job->recording->path};
    const struct edit_list edits = {0};
    own_value(montage) montage = {0};

    if (!opus || !mp3)
        return err_no_memory(err);
    return workshop_begin(state, &job->episode, err) &&
           montage_add_parts(&montage, parts, 1, &edits, err) &&
           episode_render(&montage, opus, mp3, settings, files, err);
}

static bool render_with_link(const struct episode_maker *maker,
    struct publish_job *job, const char *link, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;
    const struct config_show *show = show_of(maker, episode, err);
    char date[FEED_DATE_BYTES];
    struct episode_files files;

    if (!show)
        return false;
    feed_date_iso(episode->started, date);
    date[strlen("2026-11-22")] = '\0';
    const struct episode_settings settings = {
        .title = episode->title,
        .show = show->title,
        .author = show->author ? show->author : show->title,
        .date = date,
        .comment = episode->description,
        .link = link,
        .cover = show->cover,
        .target_lufs = job->recording->facts.target_lufs,
        .number = episode->number,
    };
    if (!render_files(maker, job, &settings, &files, err))
        return false;
    keep_media(&episode->opus, &files.opus);
    keep_media(&episode->mp3, &files.mp3);
    episode->duration_ms = files.duration_ms;
    return true;
}

/* A number is given to what could be rendered, so that a recording that
 * cannot leaves no hole in the count. */
static bool render(
    const struct episode_maker *maker, struct publish_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;
    own_value(text) link = {0};

    if (!job->recording)
        return err_set(err, ERR_IO,
            "its media are gone, and its recording %s is not in the spool",
            episode->recording);
    if (!episode->number &&
        !catalogue_next_number(maker->catalogue, episode->show, episode->season,
            &episode->number, err))
        return false;
    text_appendf(
        &link, "%s/%s/%s/", maker->config->url, episode->show, episode->slug);
    return text_finish(&link, err) &&
           render_with_link(maker, job, text_string(&link), err) &&
           catalogue_set_rendered(maker->catalogue, episode, err);
}

static bool store_one(const struct episode_maker *maker,
    const struct catalogue_episode *episode, const char *suffix,
    struct err *err)
{
    own_heap(char) path = workshop_path(maker->config->state, episode, suffix);
    own_heap(char) key = show_media_key(episode, suffix);

    if (!path || !key)
        return err_no_memory(err);
    return !is_in_workshop(maker, episode, suffix) ||
           store_put_file(maker->store, key, path, err);
}

static bool store_all(const struct episode_maker *maker,
    struct catalogue_episode *episode, struct err *err)
{
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

static bool take_steps(
    const struct episode_maker *maker, struct publish_job *job, struct err *err)
{
    bool must;

    if (job->is_new && !catalogue_add(maker->catalogue, &job->episode, err))
        return false;
    return must_render(maker, &job->episode, &must, err) &&
           (!must || render(maker, job, err)) &&
           store_all(maker, &job->episode, err) &&
           verify(maker, &job->episode, err);
}

bool episode_make(
    const struct episode_maker *maker, struct publish_job *job, struct err *err)
{
    const struct catalogue_episode *episode = &job->episode;

    if (!take_steps(maker, job, err))
        return err_prefix(err, "publish %s/%s", episode->show, episode->slug);
    workshop_end(maker->config->state, episode);
    return true;
}
