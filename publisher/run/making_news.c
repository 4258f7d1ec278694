/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/making_news.h"

#include "feeds/feed_date.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

void making_news_begun(
    const struct publish_run *run, const struct catalogue_episode *episode)
{
    own_value(text) line = {0};

    text_appendf(&line, "%s/%s: rendering", episode->show, episode->slug);
    publish_run_tell(run, PUBLISH_NOTE, "render", episode, &line);
}

void making_news_progress(const struct publish_run *run,
    const struct catalogue_episode *episode, size_t at, double done)
{
    const struct publish_event event = {
        .kind = PUBLISH_PROGRESS,
        .episode = episode,
        .done = done,
        .at = at,
        .count = run->plan.count,
    };

    run->order->told(run->order->user, &event);
}

/* Once, where it was made: it is not tried again until something changes. */
void making_news_trouble(const struct publish_run *run,
    const struct catalogue_episode *episode, const char *trouble)
{
    own_value(text) line = {0};

    text_appendf(&line, "%s/%s: published without a transcript: %s",
        episode->show, episode->slug, trouble);
    publish_run_tell(run, PUBLISH_FAILED, "transcribe", episode, &line);
}

/* Once: it is people who are to go on. */
void making_news_prepared(
    const struct publish_run *run, const struct catalogue_episode *episode)
{
    const struct config_show *show =
        config_find_show(run->order->config, episode->show, &(struct err){0});
    own_value(text) line = {0};
    char date[FEED_DATE_BYTES];

    text_appendf(&line, "prepared %s/%s: %s; ", episode->show, episode->slug,
        episode_title(episode));
    if (episode_is_draft(episode, show && show->is_review)) {
        text_appendf(&line, "it waits for `roomcast episodes publish %.8s`",
            episode->recording);
    } else {
        feed_date_iso(episode_publish_at(episode), date);
        text_appendf(&line, "it waits for %s", date);
    }
    publish_run_tell(run, PUBLISH_DONE, "prepare", episode, &line);
}
