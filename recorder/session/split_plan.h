/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the recording of a room is to go on in another file, by a split_rule:
 *
 *     split_plan_begin_part(&plan, at_ns, utc_ns);
 *     … sound is divided at split_plan_edge_ns(&plan) …
 *     if (split_plan_is_due(&plan, at_ns, bytes, quiet_ns)) …
 *
 * Pure. Times are those of the sound on the monotonic clock, but for UTC.
 */
#ifndef ROOMCAST_RECORDER_SESSION_SPLIT_PLAN_H
#define ROOMCAST_RECORDER_SESSION_SPLIT_PLAN_H

#include "recorder/base/split_rule.h"

struct split_plan {
    const struct split_rule *rule; /* borrowed */
    int64_t begin_ns;              /* of the part */
    int64_t period_end_ns;         /* INT64_MAX, as the next: none */
    int64_t strike_ns;
    bool is_quiet_used; /* this silence has split already */
};

void split_plan_init(struct split_plan *plan, const struct split_rule *rule);

/* A part begins there. */
void split_plan_begin_part(
    struct split_plan *plan, int64_t at_ns, int64_t utc_ns);

/* The wall clock may have been set. */
void split_plan_tick(struct split_plan *plan, int64_t now_ns, int64_t utc_ns);

/* What was between was left out of the recording; the part may have begun
 * meanwhile. */
void split_plan_leave_out(
    struct split_plan *plan, int64_t from_ns, int64_t to_ns);

/* The next time that is known beforehand; INT64_MAX: none. */
int64_t split_plan_edge_ns(const struct split_plan *plan);

/* Before the sound at `at_ns`: the file has so many bytes, and nothing was
 * heard for so long. */
bool split_plan_is_due(
    struct split_plan *plan, int64_t at_ns, int64_t bytes, int64_t quiet_ns);

#endif
