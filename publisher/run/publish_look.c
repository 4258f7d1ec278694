/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_look.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/made_print.h"
#include "publisher/run/publish_ends.h"
#include "publisher/run/publish_shows.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

static void append_job(struct text *line, const struct episode_job *job)
{
    const struct catalogue_episode *episode = &job->episode;
    char length[QUANTITY_TIME_BYTES];

    quantity_format_length(episode->duration_ms * CLOCK_MILLISECOND_NS, length);
    text_appendf(line, "would %s %s/%s: %s (%s)",
        job->is_held                      ? "prepare"
        : job->is_remade                  ? "make anew"
        : episode->state < EPISODE_LISTED ? "publish"
        : job->has_new_texts              ? "update"
                                          : "restore",
        episode->show, episode->slug, episode_title(episode), length);
    if (job->recording)
        text_appendf(line, " from %s", job->recording->path);
}

static void tell_plan(const struct publish_run *run)
{
    for (size_t i = 0; i < run->spool.leftover_count; i++) {
        own_value(text) line = {0};
        text_appendf(&line, "would finish %s, unless it is being recorded",
            run->spool.leftovers[i]);
        publish_run_tell(run, PUBLISH_PLANNED, "finish", NULL, &line);
    }
    for (size_t i = 0; i < run->plan.count; i++) {
        own_value(text) line = {0};
        append_job(&line, &run->plan.jobs[i]);
        publish_run_tell(
            run, PUBLISH_PLANNED, "publish", &run->plan.jobs[i].episode, &line);
    }
}

/* A copy of what is known, for what follows to be planned from. */
static bool copy_known(
    const struct publish_run *run, struct episode_list *after, struct err *err)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        struct catalogue_episode *copy = episode_list_add(after);
        if (!copy || !catalogue_episode_copy(copy, &run->episodes.items[i]))
            return err_no_memory(err);
    }
    return true;
}

/* The zeroed one, as it will be when it is made and listed. */
static bool become(struct catalogue_episode *copy,
    const struct catalogue_episode *episode, struct err *err)
{
    if (!catalogue_episode_copy(copy, episode))
        return err_no_memory(err);
    copy->state = EPISODE_LISTED;
    made_print_of(copy, copy->made_print);
    return true;
}

static bool add_new(struct episode_list *after,
    const struct catalogue_episode *episode, struct err *err)
{
    struct catalogue_episode *copy = episode_list_add(after);

    return copy ? become(copy, episode, err) : err_no_memory(err);
}

/* With the date that it gets, if its time has come with this run. */
static bool pretend_listed(struct episode_list *after,
    const struct catalogue_episode *episode, struct err *err)
{
    for (size_t i = 0; i < after->count; i++) {
        struct catalogue_episode *known = &after->items[i];
        if (strcmp(known->recording, episode->recording) != 0)
            continue;
        catalogue_episode_clear(known);
        return become(known, episode, err);
    }
    return true;
}

static int by_show_and_date(const void *left, const void *right)
{
    const struct catalogue_episode *one = left;
    const struct catalogue_episode *other = right;
    int order = strcmp(one->show, other->show);

    return order ? order
                 : (one->published > other->published) -
                       (one->published < other->published);
}

/* As the catalogue will be when all jobs of the plan are done. */
static bool pretend_done(
    const struct publish_run *run, struct episode_list *after, struct err *err)
{
    if (!copy_known(run, after, err))
        return false;
    for (size_t i = 0; i < run->plan.count; i++) {
        const struct episode_job *job = &run->plan.jobs[i];
        if (job->is_held)
            continue;
        if (!(job->is_new ? add_new(after, &job->episode, err)
                          : pretend_listed(after, &job->episode, err)))
            return false;
    }
    qsort(after->items, after->count, sizeof *after->items, by_show_and_date);
    return true;
}

/* The run plans what has had its time when all jobs are done, and so the new
 * episode is one of those that keep-count counts. */
static bool plan_after_jobs(struct publish_run *run, struct err *err)
{
    own_value(episode_list) after = {0};
    struct episode_list before = run->episodes;
    bool *had_media = run->has_media;

    if (!pretend_done(run, &after, err))
        return false;
    own_heap(bool) has_media = malloc(after.count * sizeof *has_media);
    if (!has_media)
        return err_no_memory(err);
    memset(has_media, true, after.count * sizeof *has_media);
    publish_plan_clear(&run->plan);
    run->episodes = after;
    run->has_media = has_media;
    bool is_good = publish_run_plan(run, err);
    run->episodes = before;
    run->has_media = had_media;
    return is_good;
}

bool publish_look(struct publish_run *run, struct err *err)
{
    if (!publish_run_scan(run, err) || !publish_run_plan(run, err))
        return false;
    tell_plan(run);
    if (run->plan.count && !plan_after_jobs(run, err))
        return false;
    publish_tell_ends(run);
    return publish_look_at_shows(run, err);
}
