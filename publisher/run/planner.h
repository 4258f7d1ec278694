/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides what a run of the publisher has to do before anything is touched:
 * pure, from what the spool and the catalogue hold.
 *
 * A recording that the catalogue does not know becomes a new episode, and
 * here it gets the names that it keeps for ever: guid, slug, title, date. An
 * episode that an earlier run did not get to the end of is gone on with, one
 * whose media are no longer in the store is rendered again, and one whose
 * notes, cuts or trims are others is brought up to them. Drafts and those
 * whose time has not come are rendered, and kept out of the store.
 *
 * An episode that was joined from several recordings is made again from all of
 * them or not at all.
 *
 * What failed waits for its next try; what has had its time leaves the feed,
 * then the store (retention.h), and does not get there (plan_surplus.h).
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PLANNER_H
#define ROOMCAST_PUBLISHER_RUN_PLANNER_H

#include <stdbool.h>

#include "publisher/run/publish_plan.h"
#include "recorder/base/err.h"

/* Into an empty plan. False when out of memory. What it borrows must outlive
 * the plan. */
bool planner_make(
    const struct plan_input *input, struct publish_plan *plan, struct err *err);

#endif
