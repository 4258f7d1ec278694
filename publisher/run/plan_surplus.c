/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/plan_surplus.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/run/retention.h"

#define NO_JOB SIZE_MAX

/* An episode of the show as it will be when the plan is done. */
struct place {
    struct catalogue_episode episode; /* its texts are borrowed */
    bool has_media;
    size_t job;
};

/* Those of one show, and the same as retention takes them. */
struct shelf {
    struct place *places;
    struct catalogue_episode *episodes;
    bool *has_media;
    enum retention_reason *reasons;
    size_t count;
};

static void shelf_clear(struct shelf *shelf)
{
    free(shelf->places);
    free(shelf->episodes);
    free(shelf->has_media);
    free(shelf->reasons);
}

static bool shelf_begin(struct shelf *shelf, size_t most, struct err *err)
{
    shelf->places = calloc(most, sizeof *shelf->places);
    shelf->episodes = calloc(most, sizeof *shelf->episodes);
    shelf->has_media = calloc(most, sizeof *shelf->has_media);
    shelf->reasons = calloc(most, sizeof *shelf->reasons);
    return (shelf->places && shelf->episodes && shelf->has_media &&
               shelf->reasons) ||
           err_no_memory(err);
}

static bool is_of(
    const struct config_show *show, const struct catalogue_episode *episode)
{
    return strcmp(episode->show, show->name) == 0;
}

/* One that failed and waits for its next try will be in the feed all the
 * same: nothing older takes its place. */
static bool is_on_its_way(const struct plan_input *input,
    const struct publish_plan *plan, const struct config_show *show, size_t at)
{
    const struct catalogue_episode *known = &input->known->items[at];

    return plan->is_wanted[at] && !known->trouble.parked &&
           !episode_is_draft(known, show->is_review) &&
           episode_publish_at(known) <= input->now;
}

static void add_known(struct shelf *shelf, const struct plan_input *input,
    const struct publish_plan *plan, const struct config_show *show)
{
    for (size_t i = 0; i < input->known->count; i++) {
        const struct catalogue_episode *known = &input->known->items[i];
        if (!is_of(show, known))
            continue;
        struct place *place = &shelf->places[shelf->count++];
        *place = (struct place){*known, input->has_media[i], NO_JOB};
        if (is_on_its_way(input, plan, show, i))
            place->episode.state = EPISODE_LISTED;
    }
}

static void add_new(struct shelf *shelf, const struct publish_plan *plan,
    const struct config_show *show)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct episode_job *job = &plan->jobs[i];
        if (!job->is_new || job->is_held || !is_of(show, &job->episode))
            continue;
        struct place *place = &shelf->places[shelf->count++];
        *place = (struct place){job->episode, true, i};
        place->episode.state = EPISODE_LISTED;
    }
}

static int by_date(const void *left, const void *right)
{
    int64_t one = ((const struct place *)left)->episode.published;
    int64_t other = ((const struct place *)right)->episode.published;

    return (one > other) - (one < other);
}

static void judge(struct shelf *shelf, const struct plan_input *input,
    const struct config_show *show)
{
    struct config_show rules = *show;
    const struct episode_list episodes = {shelf->episodes, shelf->count};
    const struct retention_input retention = {
        .show = &rules,
        .episodes = &episodes,
        .has_media = shelf->has_media,
        .now = input->now,
    };

    rules.keep_free_bytes = 0;
    qsort(shelf->places, shelf->count, sizeof *shelf->places, by_date);
    for (size_t i = 0; i < shelf->count; i++) {
        shelf->episodes[i] = shelf->places[i].episode;
        shelf->has_media[i] = shelf->places[i].has_media;
    }
    retention_decide(&retention, shelf->reasons);
}

static bool leave(struct shelf *shelf, struct publish_plan *plan, bool *is_left,
    struct err *err)
{
    for (size_t i = 0; i < shelf->count; i++) {
        size_t job = shelf->places[i].job;
        if (job == NO_JOB || !shelf->reasons[i])
            continue;
        const struct publish_end end = {
            .kind = PUBLISH_LEAVE,
            .reason = retention_reason_text(shelf->reasons[i]),
        };
        is_left[job] = true;
        if (!publish_plan_add_end(plan, &end, &plan->jobs[job].episode, err))
            return false;
    }
    return true;
}

static bool leave_of_show(const struct plan_input *input,
    struct publish_plan *plan, const struct config_show *show, bool *is_left,
    struct err *err)
{
    own_value(shelf) shelf = {0};

    if (!shelf_begin(&shelf, input->known->count + plan->count, err))
        return false;
    add_known(&shelf, input, plan, show);
    add_new(&shelf, plan, show);
    judge(&shelf, input, show);
    return leave(&shelf, plan, is_left, err);
}

static bool may_have_any(
    const struct publish_plan *plan, const struct config_show *show)
{
    if (!show->keep_count && !show->keep_age_s)
        return false;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->jobs[i].is_new && is_of(show, &plan->jobs[i].episode))
            return true;
    return false;
}

static void drop(struct publish_plan *plan, const bool *is_left)
{
    size_t kept = 0;

    for (size_t i = 0; i < plan->count; i++) {
        if (is_left[i])
            catalogue_episode_clear(&plan->jobs[i].episode);
        else
            plan->jobs[kept++] = plan->jobs[i];
    }
    plan->count = kept;
}

bool plan_surplus_leave(
    const struct plan_input *input, struct publish_plan *plan, struct err *err)
{
    own_heap(bool) is_left = calloc(plan->count + 1, sizeof *is_left);

    if (!is_left)
        return err_no_memory(err);
    for (size_t i = 0; i < input->config->show_count; i++) {
        const struct config_show *show = &input->config->shows[i];
        if (may_have_any(plan, show) &&
            !leave_of_show(input, plan, show, is_left, err))
            return false;
    }
    drop(plan, is_left);
    return true;
}
