/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New episodes that retention would hide as soon as they are out: they are
 * left unpublished, for nobody should hear of what is gone at once.
 *
 * By age and count, among what is in the feed and what is on its way there;
 * free space is another on each day and leaves nothing out. The catalogue
 * does not come to know what is left: with another keep-age or keep-count it
 * is new again.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PLAN_SURPLUS_H
#define ROOMCAST_PUBLISHER_RUN_PLAN_SURPLUS_H

#include <stdbool.h>

#include "publisher/run/publish_plan.h"
#include "recorder/base/err.h"

/* Of a plan whose jobs have their dates: such jobs become ends of the kind
 * PUBLISH_LEAVE. False when out of memory. */
bool plan_surplus_leave(
    const struct plan_input *input, struct publish_plan *plan, struct err *err);

#endif
