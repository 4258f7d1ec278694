/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_plan.h"

#include <stdlib.h>
#include <string.h>

struct episode_job *publish_plan_add_job(
    struct publish_plan *plan, struct err *err)
{
    if (plan->count == plan->job_room) {
        size_t room = plan->count ? 2 * plan->count : 16;
        struct episode_job *larger = realloc(plan->jobs, room * sizeof *larger);
        if (!larger)
            return err_no_memory(err), NULL;
        plan->jobs = larger;
        plan->job_room = room;
    }
    return memset(&plan->jobs[plan->count++], 0, sizeof *plan->jobs);
}

void publish_plan_note_due(struct publish_plan *plan, int64_t due)
{
    if (due < plan->due)
        plan->due = due;
}

bool publish_plan_add_end(struct publish_plan *plan,
    const struct publish_end *end, const struct catalogue_episode *episode,
    struct err *err)
{
    if (plan->end_count == plan->end_room) {
        size_t room = plan->end_count ? 2 * plan->end_count : 16;
        struct publish_end *larger = realloc(plan->ends, room * sizeof *larger);
        if (!larger)
            return err_no_memory(err);
        plan->ends = larger;
        plan->end_room = room;
    }
    struct publish_end *added = &plan->ends[plan->end_count];
    *added = *end;
    if (!catalogue_episode_copy(&added->episode, episode))
        return err_no_memory(err);
    plan->end_count++;
    return true;
}

void publish_plan_clear(struct publish_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        catalogue_episode_clear(&plan->jobs[i].episode);
    for (size_t i = 0; i < plan->end_count; i++)
        catalogue_episode_clear(&plan->ends[i].episode);
    free(plan->jobs);
    free(plan->is_wanted);
    free(plan->ends);
    *plan = (struct publish_plan){0};
}
