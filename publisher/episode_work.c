/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode_work.h"

#include <string.h>

#include "feeds/feed_date.h"
#include "publisher/workshop.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static bool render_files(const struct config *config,
    const struct publish_job *job, const struct episode_settings *settings,
    struct episode_files *files, struct err *err)
{
    own_heap(char) opus = workshop_path(config->state, &job->episode, ".opus");
    own_heap(char) mp3 = workshop_path(config->state, &job->episode, ".mp3");

    if (!opus || !mp3)
        return err_no_memory(err);
    return workshop_begin(config->state, &job->episode, err) &&
           episode_render(
               job->recording->path, opus, mp3, settings, files, err);
}

bool episode_work(const struct config *config, const struct publish_job *job,
    const struct render_progress *progress, struct episode_files *files,
    struct err *err)
{
    const struct catalogue_episode *episode = &job->episode;
    const struct config_show *show =
        config_find_show(config, episode->show, err);
    own_value(text) link = {0};
    char date[FEED_DATE_BYTES];

    if (!show)
        return false;
    text_appendf(&link, "%s/%s/%s/", config->url, episode->show, episode->slug);
    if (!text_finish(&link, err))
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
        .cover = show->cover,
        .target_lufs = job->recording->facts.target_lufs,
        .number = episode->number,
        .progress = progress,
    };
    return render_files(config, job, &settings, files, err);
}
