/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds episodes that share what each should have for itself: guid, file,
 * date, number. The older of two is reported.
 */
#ifndef ROOMCAST_FEEDS_EPISODE_TWINS_H
#define ROOMCAST_FEEDS_EPISODE_TWINS_H

#include "feeds/feed_rules.h"

/* Takes n log n steps and a pointer for each episode; without memory for
 * that the report says so and refuses. */
void episode_twins_check(
    const struct podcast_show *show, struct feed_report *report);

#endif
