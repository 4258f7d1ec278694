/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/planner.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/episode_names.h"
#include "publisher/episode/made_print.h"
#include "publisher/episode/try_print.h"
#include "publisher/run/plan_ends.h"
#include "publisher/run/plan_sources.h"
#include "publisher/run/plan_surplus.h"
#include "recorder/base/name_map.h"

/* A plan in the making, and what is looked up for it. */
struct planner {
    const struct plan_input *input;
    struct publish_plan plan;
    struct plan_sources *sources;
    struct episode_names *names;
};

static void planner_clear(struct planner *planner)
{
    publish_plan_clear(&planner->plan);
    plan_sources_free(planner->sources);
    episode_names_free(planner->names);
}

static bool planner_begin(struct planner *planner, struct err *err)
{
    const struct episode_list *known = planner->input->known;

    planner->plan.due = INT64_MAX;
    planner->plan.is_wanted =
        calloc(known->count + 1, sizeof *planner->plan.is_wanted);
    if (!planner->plan.is_wanted)
        return err_no_memory(err);
    return (planner->sources = plan_sources_new(planner->input, err)) &&
           (planner->names = episode_names_new(known, err));
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

static bool is_held(const struct plan_input *input,
    const struct config_show *show, const struct catalogue_episode *episode)
{
    return episode->state < EPISODE_LISTED &&
           (episode_is_draft(episode, show->is_review) ||
               episode_publish_at(episode) > input->now);
}

/* Without its recording what is damaged stays as it is. */
static bool can_be_mended(const struct plan_input *input,
    const struct catalogue_episode *known, const struct episode_job *job)
{
    return job->recording && input->damaged &&
           name_map_find(input->damaged, known->recording, NULL);
}

/* What has become of a known episode. */
static void judge(const struct plan_input *input,
    const struct config_show *show, const struct catalogue_episode *known,
    struct episode_job *job)
{
    job->has_new_texts = job->recording && strcmp(job->recording->notes_print,
                                               known->notes_print) != 0;
    job->is_remade =
        made_print_is_old(known) || can_be_mended(input, known, job);
    job->is_held = is_held(input, show, known);
}

static bool is_nothing_to_do(const struct episode_job *job,
    const struct catalogue_episode *known, bool has_media)
{
    if (job->has_new_texts || job->is_remade)
        return false;
    if (known->state == EPISODE_LISTED)
        return has_media;
    /* Nothing was ever made of an episode that was only found: when its
     * recording has been taken away, so has the wish to publish it. */
    if (known->state == EPISODE_FINISHED)
        return !job->recording;
    return job->is_held;
}

/* Of a scheduled one whose time has come, and of one that a person has let
 * out: that time is its date. */
static bool date_again(
    struct planner *planner, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;
    int64_t wanted = episode_publish_at(episode);

    if (episode->state == EPISODE_LISTED || job->is_held ||
        wanted <= episode->published)
        return true;
    job->has_new_texts = true;
    return episode_names_date(
        planner->names, episode, planner->input->now, err);
}

static bool may_be_tried(const struct config_show *show,
    const struct episode_job *job, const struct catalogue_trouble *trouble,
    int64_t now)
{
    char print[FINGERPRINT_BYTES];

    try_print_of(show, job->recording, print);
    return trouble_is_due(trouble, print, now);
}

/* Until they are read: a title that they said before is theirs no more. */
static bool take_notes(
    struct planner *planner, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;

    job->has_plain_title = episode->notes_print[0] != '\0';
    memcpy(episode->notes_print, job->recording->notes_print,
        sizeof episode->notes_print);
    return !job->has_plain_title ||
           episode_names_title(planner->names, job->recording, episode, err);
}

static bool go_on(struct planner *planner, size_t at, struct err *err)
{
    const struct plan_input *input = planner->input;
    const struct catalogue_episode *known = &input->known->items[at];
    const struct config_show *show = show_of(input->config, known->show);
    struct episode_job wanted = {
        .recording = plan_sources_of(planner->sources, known)};

    if (!show || known->hidden)
        return true;
    judge(input, show, known, &wanted);
    if (is_nothing_to_do(&wanted, known, input->has_media[at]))
        return true;
    planner->plan.is_wanted[at] = true;
    if (!may_be_tried(show, &wanted, &known->trouble, input->now)) {
        if (!known->trouble.parked)
            publish_plan_note_due(&planner->plan, known->trouble.next_try);
        return true;
    }
    struct episode_job *job = publish_plan_add_job(&planner->plan, err);
    if (!job)
        return false;
    *job = wanted;
    if (!catalogue_episode_copy(&job->episode, known))
        return err_no_memory(err);
    if (job->has_new_texts && !take_notes(planner, job, err))
        return false;
    return date_again(planner, job, err);
}

static bool add_new(struct planner *planner,
    const struct spool_recording *recording, struct err *err)
{
    const struct config_show *show =
        show_of(planner->input->config, recording->room->show);
    struct episode_job *job;

    if (!(job = publish_plan_add_job(&planner->plan, err)) ||
        !episode_names_give(
            planner->names, show, recording, &job->episode, err))
        return false;
    memcpy(job->episode.notes_print, recording->notes_print,
        sizeof job->episode.notes_print);
    job->recording = recording;
    job->is_new = true;
    job->is_held = is_held(planner->input, show, &job->episode);
    /* A second file with the same id is the same recording. */
    return plan_sources_take(planner->sources, recording, err);
}

static bool add_all_new(struct planner *planner, struct err *err)
{
    const struct spool *spool = planner->input->spool;

    for (size_t i = 0; i < spool->recording_count; i++) {
        const struct spool_recording *recording = &spool->recordings[i];
        if (!plan_sources_knows(planner->sources, recording) &&
            !add_new(planner, recording, err))
            return false;
    }
    return true;
}

/* From the last on: where dates collide, the earlier recording keeps the
 * earlier date. */
static bool date_new(struct planner *planner, struct err *err)
{
    struct publish_plan *plan = &planner->plan;

    for (size_t i = plan->count; i-- > 0;) {
        if (plan->jobs[i].is_new &&
            !episode_names_date(planner->names, &plan->jobs[i].episode,
                planner->input->now, err))
            return false;
    }
    return true;
}

/* Oldest first, so that numbers rise with dates. */
static int by_show_and_date(const void *left, const void *right)
{
    const struct catalogue_episode *one =
        &((const struct episode_job *)left)->episode;
    const struct catalogue_episode *other =
        &((const struct episode_job *)right)->episode;
    int order = strcmp(one->show, other->show);

    if (order == 0)
        order = (one->published > other->published) -
                (one->published < other->published);
    return order;
}

static bool fill_plan(struct planner *planner, struct err *err)
{
    for (size_t i = 0; i < planner->input->known->count; i++)
        if (!go_on(planner, i, err))
            return false;
    return add_all_new(planner, err) && date_new(planner, err) &&
           plan_surplus_leave(planner->input, &planner->plan, err) &&
           plan_ends_add(planner->input, planner->sources, &planner->plan, err);
}

bool planner_make(
    const struct plan_input *input, struct publish_plan *plan, struct err *err)
{
    own_value(planner) planner = {.input = input};

    if (!planner_begin(&planner, err) || !fill_plan(&planner, err))
        return false;
    *plan = planner.plan;
    planner.plan = (struct publish_plan){0};
    if (plan->count)
        qsort(plan->jobs, plan->count, sizeof *plan->jobs, by_show_and_date);
    return true;
}
