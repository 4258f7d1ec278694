/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_work.h"

#include <stdio.h>
#include <string.h>

#include "feeds/chapter_formats.h"
#include "feeds/feed_date.h"
#include "publisher/episode/episode_extra.h"
#include "publisher/episode/episode_preparation.h"
#include "publisher/episode/workshop.h"
#include "publisher/media/cover.h"
#include "publisher/media/sound_curve.h"
#include "publisher/spool/spool_sessions.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static bool write_chapters(const struct config *config,
    const struct catalogue_episode *episode,
    const struct episode_preparation *prepared, struct err *err)
{
    const struct chapter_list *list = prepared->chapters;
    own_value(text) json = {0};
    own_value(text) lines = {0};

    if (list->count == 0)
        return true;
    episode_marks_append(list->chapters, list->count, &lines);
    return chapters_write_json(list->chapters, list->count, &json, err) &&
           episode_extra_write(
               config->state, episode, EXTRA_CHAPTERS, &json, err) &&
           episode_extra_write(
               config->state, episode, EXTRA_CHAPTER_LINES, &lines, err);
}

static bool write_soundbites(const struct config *config,
    const struct catalogue_episode *episode, const char *soundbites,
    struct err *err)
{
    own_value(text) bytes = {0};

    if (!*soundbites)
        return true;
    text_append(&bytes, soundbites);
    return episode_extra_write(
        config->state, episode, EXTRA_SOUNDBITES, &bytes, err);
}

static bool write_words(const struct config *config,
    const struct catalogue_episode *episode, const struct transcript *words,
    struct err *err)
{
    own_value(text) vtt = {0};
    own_value(text) srt = {0};
    own_value(text) json = {0};

    if (words->count == 0)
        return true;
    transcript_write_vtt(words, &vtt);
    transcript_write_srt(words, &srt);
    return transcript_write_json(words, &json, err) &&
           episode_extra_write(config->state, episode, EXTRA_VTT, &vtt, err) &&
           episode_extra_write(config->state, episode, EXTRA_SRT, &srt, err) &&
           episode_extra_write(config->state, episode, EXTRA_JSON, &json, err);
}

static bool write_curve(const struct config *config,
    const struct catalogue_episode *episode, const struct sound_curve *curve,
    struct err *err)
{
    own_value(text) lines = {0};

    sound_curve_append(curve, &lines);
    return episode_extra_write(
        config->state, episode, EXTRA_CURVE, &lines, err);
}

/* One of its own; the show's is the show's. */
static bool write_cover(const struct config *config,
    const struct catalogue_episode *episode,
    const struct episode_preparation *prepared, struct err *err)
{
    own_value(cover) cover = {0};

    if (!prepared->has_own_cover)
        return true;
    if (!cover_read(&cover, prepared->cover, err))
        return false;
    const struct text bytes = {
        .bytes = (char *)cover.bytes, .length = cover.length};
    return episode_extra_write(config->state, episode,
        strcmp(cover.media_type, "image/png") == 0 ? EXTRA_PNG : EXTRA_JPEG,
        &bytes, err);
}

static bool render_files(const struct config *config,
    const struct episode_job *job, const struct episode_preparation *prepared,
    const struct episode_settings *settings, struct episode_files *files,
    struct err *err)
{
    const struct catalogue_episode *episode = &job->episode;
    own_heap(char) opus = workshop_path(config->state, episode, ".opus");
    own_heap(char) mp3 = workshop_path(config->state, episode, ".mp3");

    if (!opus || !mp3)
        return err_no_memory(err);
    return workshop_begin(config->state, episode, err) &&
           write_chapters(config, episode, prepared, err) &&
           write_words(config, episode, &prepared->words, err) &&
           write_soundbites(config, episode, prepared->soundbites, err) &&
           write_cover(config, episode, prepared, err) &&
           episode_render(
               &prepared->montage, opus, mp3, settings, files, err) &&
           write_curve(config, episode, settings->curve, err);
}

static bool prepare(const struct config *config, const struct episode_job *job,
    const struct config_show *show, struct episode_preparation *prepared,
    struct err *err)
{
    size_t count = spool_part_count(job->recording);
    own_heap(const char *) parts = calloc(count, sizeof *parts);
    const struct episode_preparation_order order = {
        .state = config->state,
        .show = show,
        .episode = &job->episode,
        .parts = parts,
        .part_count = count,
    };

    if (!parts)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        parts[i] = spool_part_path(job->recording, i);
    return episode_prepare(&order, prepared, err);
}

bool episode_work(const struct config *config,
    const struct episode_worker *worker, struct episode_files *files,
    struct err *err)
{
    const struct episode_job *job = worker->job;
    const struct catalogue_episode *episode = &job->episode;
    const struct config_show *show =
        config_find_show(config, episode->show, err);
    own_value(episode_preparation) prepared = {0};
    own_value(text) link = {0};
    struct sound_curve curve = {0};
    char date[FEED_DATE_BYTES];

    if (!show)
        return false;
    text_appendf(&link, "%s/%s/%s/", config->url, episode->show, episode->slug);
    if (!text_finish(&link, err) || !prepare(config, job, show, &prepared, err))
        return false;
    feed_date_iso(episode->started, date);
    date[strlen("2026-11-22")] = '\0';
    const struct episode_settings settings = {
        .title = episode_title(episode),
        .show = show->title,
        .author = show->author ? show->author : show->title,
        .date = date,
        .comment = episode->description,
        .link = text_string(&link),
        .cover = prepared.cover,
        .target_lufs = job->recording->facts.target_lufs,
        .is_vbr = show->is_vbr,
        .number = episode->number,
        .chapters = prepared.chapters->chapters,
        .chapter_count = prepared.chapters->count,
        .threads = worker->threads,
        .progress = worker->progress,
        .curve = &curve,
    };
    if (!render_files(config, job, &prepared, &settings, files, err))
        return false;
    if (prepared.trouble.kind != ERR_NONE)
        snprintf(
            files->trouble, sizeof files->trouble, "%s", prepared.trouble.text);
    return true;
}
