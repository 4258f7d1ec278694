/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/publish_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/feed_date.h"
#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

static struct publish_job *add_job(struct publish_plan *plan, struct err *err)
{
    struct publish_job *larger =
        realloc(plan->jobs, (plan->count + 1) * sizeof *larger);

    if (!larger)
        return err_no_memory(err), NULL;
    plan->jobs = larger;
    return memset(&larger[plan->count++], 0, sizeof *larger);
}

static bool copy_texts(struct catalogue_episode *episode, const char *title,
    const char *description, struct err *err)
{
    episode->title = strdup(title);
    episode->description = strdup(description);
    return (episode->title && episode->description) || err_no_memory(err);
}

static const struct config_show *show_of(
    const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, name) == 0)
            return &config->shows[i];
    }
    return NULL;
}

static const struct spool_recording *recording_of(
    const struct spool *spool, const char *id)
{
    for (size_t i = 0; i < spool->recording_count; i++) {
        if (strcmp(spool->recordings[i].facts.id, id) == 0)
            return &spool->recordings[i];
    }
    return NULL;
}

/* Nothing was ever made of an episode that was only found: when its recording
 * has been taken away, so has the wish to publish it. */
static bool is_forgotten(const struct catalogue_episode *episode,
    const struct spool_recording *recording)
{
    return episode->state == EPISODE_FINISHED && !recording;
}

static bool go_on(const struct plan_input *input,
    const struct catalogue_episode *known, struct publish_plan *plan,
    struct err *err)
{
    const struct spool_recording *recording =
        recording_of(input->spool, known->recording);

    if (!show_of(input->config, known->show) || is_forgotten(known, recording))
        return true;
    struct publish_job *job = add_job(plan, err);
    if (!job)
        return false;
    job->episode = *known;
    job->episode.title = job->episode.description = NULL;
    job->recording = recording;
    return copy_texts(&job->episode, known->title, known->description, err);
}

static const char *room_title(const struct config_room *room)
{
    return room->title ? room->title : room->name;
}

/* A recorder gives a recording its room's title when it is told no other. */
static bool has_own_title(const struct spool_recording *recording)
{
    const char *title = recording->facts.title;

    return title[0] && strcmp(title, room_title(recording->room)) != 0;
}

static const char *topic_of(const struct spool_recording *recording)
{
    return has_own_title(recording) ? recording->facts.title
                                    : room_title(recording->room);
}

/* Another episode of the show that is or will be there. */
typedef bool is_taken_by(const struct catalogue_episode *other,
    const struct catalogue_episode *episode);

static bool is_taken(const struct plan_input *input,
    const struct publish_plan *plan, const struct catalogue_episode *episode,
    is_taken_by *taken)
{
    for (size_t i = 0; i < input->known->count; i++) {
        const struct catalogue_episode *other = &input->known->items[i];
        if (strcmp(other->show, episode->show) == 0 && taken(other, episode))
            return true;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const struct catalogue_episode *other = &plan->jobs[i].episode;
        if (other != episode && strcmp(other->show, episode->show) == 0 &&
            taken(other, episode))
            return true;
    }
    return false;
}

static bool has_its_slug(const struct catalogue_episode *other,
    const struct catalogue_episode *episode)
{
    return strcmp(other->slug, episode->slug) == 0;
}

static bool has_its_date(const struct catalogue_episode *other,
    const struct catalogue_episode *episode)
{
    return other->published == episode->published;
}

static void set_slug(const struct plan_input *input,
    const struct publish_plan *plan, struct catalogue_episode *episode,
    const char *topic)
{
    for (int number = 1;
         number == 1 || is_taken(input, plan, episode, has_its_slug);
         number++) {
        slug_from_title(episode->started, topic, episode->slug);
        if (number > 1)
            slug_append_number(episode->slug, number);
    }
}

/* When the recording ended; earlier by seconds if another episode has that
 * date, and never in the future: AntennaPod drops such dates. */
static void set_date(const struct plan_input *input,
    const struct publish_plan *plan, struct catalogue_episode *episode)
{
    episode->published = episode->started + episode->duration_ms / 1000;
    if (episode->published > input->now)
        episode->published = input->now;
    while (is_taken(input, plan, episode, has_its_date))
        episode->published--;
}

static bool has_its_title(const struct catalogue_episode *other,
    const struct catalogue_episode *episode)
{
    return strcmp(other->title, episode->title) == 0;
}

/* The room and the day; the time too if another episode is called that. */
static void append_default_title(const struct plan_input *input,
    const struct publish_plan *plan, const struct catalogue_episode *episode,
    struct text *title)
{
    char day[FEED_DATE_BYTES];
    char time[FEED_DATE_BYTES];

    feed_date_words(episode->started, day);
    text_appendf(title, " \xE2\x80\x94 %s", day);
    struct catalogue_episode wanted = *episode;
    wanted.title = (char *)text_string(title);
    if (!is_taken(input, plan, &wanted, has_its_title))
        return;
    feed_date_iso(episode->started, time);
    text_appendf(title, ", %.5s UTC", time + strlen("2026-11-22T"));
}

static bool set_texts(const struct plan_input *input,
    const struct publish_plan *plan, const struct spool_recording *recording,
    struct catalogue_episode *episode, struct err *err)
{
    const struct config_show *show = show_of(input->config, episode->show);
    own_value(text) title = {0};

    clean_line_append(&title, topic_of(recording));
    if (!has_own_title(recording))
        append_default_title(input, plan, episode, &title);
    return text_finish(&title, err) &&
           copy_texts(episode, text_string(&title), show->description, err);
}

static bool fill_new(const struct plan_input *input,
    const struct publish_plan *plan, const struct spool_recording *recording,
    struct catalogue_episode *episode, struct err *err)
{
    const struct recording_facts *facts = &recording->facts;
    const struct config_room *room = recording->room;

    snprintf(episode->recording, sizeof episode->recording, "%s", facts->id);
    snprintf(episode->guid, sizeof episode->guid, "urn:uuid:%s", facts->id);
    snprintf(episode->room, sizeof episode->room, "%s", room->name);
    snprintf(episode->show, sizeof episode->show, "%s", room->show);
    episode->started = facts->start_utc_ns / CLOCK_SECOND_NS;
    episode->duration_ms = recording->duration_ms;
    set_slug(input, plan, episode, topic_of(recording));
    return set_texts(input, plan, recording, episode, err);
}

static bool add_new(const struct plan_input *input,
    const struct spool_recording *recording, struct publish_plan *plan,
    struct err *err)
{
    struct catalogue_episode episode = {0};

    if (!fill_new(input, plan, recording, &episode, err)) {
        catalogue_episode_clear(&episode);
        return false;
    }
    struct publish_job *job = add_job(plan, err);
    if (!job) {
        catalogue_episode_clear(&episode);
        return false;
    }
    job->episode = episode;
    job->recording = recording;
    job->is_new = true;
    return true;
}

/* By the catalogue, or as a second file with the same id. */
static bool is_known(const struct plan_input *input,
    const struct publish_plan *plan, const char *id)
{
    if (episode_list_find(input->known, id))
        return true;
    for (size_t i = 0; i < plan->count; i++) {
        if (strcmp(plan->jobs[i].episode.recording, id) == 0)
            return true;
    }
    return false;
}

static bool fill_plan(
    const struct plan_input *input, struct publish_plan *plan, struct err *err)
{
    for (size_t i = 0; i < input->known->count; i++) {
        const struct catalogue_episode *known = &input->known->items[i];
        bool is_done = known->state == EPISODE_LISTED && input->has_media[i];
        if (!is_done && !go_on(input, known, plan, err))
            return false;
    }
    for (size_t i = 0; i < input->spool->recording_count; i++) {
        const struct spool_recording *recording = &input->spool->recordings[i];
        if (!is_known(input, plan, recording->facts.id) &&
            !add_new(input, recording, plan, err))
            return false;
    }
    return true;
}

/* Oldest first, so that numbers rise with dates. */
static int by_show_and_date(const void *left, const void *right)
{
    const struct catalogue_episode *one =
        &((const struct publish_job *)left)->episode;
    const struct catalogue_episode *other =
        &((const struct publish_job *)right)->episode;
    int order = strcmp(one->show, other->show);

    if (order == 0)
        order = (one->published > other->published) -
                (one->published < other->published);
    return order;
}

/* From the last on: where dates collide, the earlier recording keeps the
 * earlier date. */
static void set_dates(const struct plan_input *input, struct publish_plan *plan)
{
    for (size_t i = plan->count; i-- > 0;) {
        if (plan->jobs[i].is_new)
            set_date(input, plan, &plan->jobs[i].episode);
    }
}

bool publish_plan_make(
    const struct plan_input *input, struct publish_plan *plan, struct err *err)
{
    own_value(publish_plan) made = {0};

    if (!fill_plan(input, &made, err))
        return false;
    set_dates(input, &made);
    if (made.count)
        qsort(made.jobs, made.count, sizeof *made.jobs, by_show_and_date);
    *plan = made;
    made = (struct publish_plan){0};
    return true;
}

void publish_plan_describe(const struct publish_job *job, struct text *line)
{
    const struct catalogue_episode *episode = &job->episode;
    char length[QUANTITY_TIME_BYTES];

    quantity_format_time(episode->duration_ms * CLOCK_MILLISECOND_NS, length);
    text_appendf(line, "would %s %s/%s: %s (%s)",
        episode->state == EPISODE_LISTED ? "restore" : "publish", episode->show,
        episode->slug, episode->title, length);
    if (job->recording)
        text_appendf(line, " from %s", job->recording->path);
}

void publish_plan_clear(struct publish_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        catalogue_episode_clear(&plan->jobs[i].episode);
    free(plan->jobs);
    *plan = (struct publish_plan){0};
}
