/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the spool holds of each episode, and which of its recordings belong to
 * one: pure, from what a plan is made of.
 *
 *     own(plan_sources) sources = plan_sources_new(input, err);
 *     if (!plan_sources_knows(sources, recording))
 *         plan_sources_take(sources, recording, err);
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PLAN_SOURCES_H
#define ROOMCAST_PUBLISHER_RUN_PLAN_SOURCES_H

#include <stdbool.h>

#include "publisher/run/publish_plan.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct plan_sources;

/* The input is borrowed for its life. NULL when out of memory. */
struct plan_sources *plan_sources_new(
    const struct plan_input *input, struct err *err);

/* By its id; NULL when the spool does not hold it. */
const struct spool_recording *plan_sources_recording(
    const struct plan_sources *sources, const char *id);

/* What a known episode can be made from; NULL when not all of it is there. */
const struct spool_recording *plan_sources_of(
    const struct plan_sources *sources, const struct catalogue_episode *known);

/* Whether it is an episode, or a part of one that has been made. */
bool plan_sources_knows(const struct plan_sources *sources,
    const struct spool_recording *recording);

/* It is an episode from now on. False when out of memory. */
bool plan_sources_take(struct plan_sources *sources,
    const struct spool_recording *recording, struct err *err);

/* NULL is fine. */
void plan_sources_free(struct plan_sources *sources);
OWNED(plan_sources)

#endif
