/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run has to end: the episodes that leave the feed, those whose media
 * leave the store, and the recordings that leave the spool, as retention.h
 * decides, and what was redacted or cut after it had been hidden.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PLAN_ENDS_H
#define ROOMCAST_PUBLISHER_RUN_PLAN_ENDS_H

#include <stdbool.h>

#include "publisher/run/plan_sources.h"
#include "publisher/run/publish_plan.h"
#include "recorder/base/err.h"

/* To a plan whose jobs are known: what is still to be made keeps its
 * recording. By show, hidden ones first: the feed goes before the media. What
 * is not due yet moves plan->due. False when out of memory. */
bool plan_ends_add(const struct plan_input *input,
    const struct plan_sources *sources, struct publish_plan *plan,
    struct err *err);

#endif
