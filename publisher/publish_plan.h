/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run of the publisher has to do, decided before anything is touched:
 * pure, from what the spool and the catalogue hold.
 *
 * A recording that the catalogue does not know becomes a new episode, and
 * here it gets the names that it keeps for ever: guid, slug, title, date. An
 * episode that an earlier run did not get to the end of is gone on with, and
 * one whose media are no longer in the store is rendered again.
 */
#ifndef ROOMCAST_PUBLISHER_PUBLISH_PLAN_H
#define ROOMCAST_PUBLISHER_PUBLISH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/catalogue.h"
#include "publisher/spool.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct plan_input {
    const struct config *config;
    const struct spool *spool;
    const struct episode_list *known;
    const bool *has_media; /* of each known one: its files are in the store */
    int64_t now;           /* UTC seconds: no episode is dated later */
};

/* One episode to be made or gone on with. */
struct publish_job {
    struct catalogue_episode episode;        /* as it should be catalogued */
    const struct spool_recording *recording; /* borrowed; NULL: gone */
    bool is_new;                             /* not in the catalogue yet */
};

/* By show, then date, oldest first. A zeroed struct is an
 * empty plan. */
struct publish_plan {
    struct publish_job *jobs;
    size_t count;
};

/* Into an empty plan. False when out of memory. What it borrows must outlive
 * the plan. */
bool publish_plan_make(
    const struct plan_input *input, struct publish_plan *plan, struct err *err);

/* What a job would do, in a line for people. */
void publish_plan_describe(const struct publish_job *job, struct text *line);

void publish_plan_clear(struct publish_plan *plan);

#endif
