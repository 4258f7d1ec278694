/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A show's episodes by calendar (UTC): each period is a year, or a month in
 * years that had many. So an old episode that is taken out changes one
 * period, and not all behind it.
 */
#ifndef ROOMCAST_FEEDS_EPISODE_PERIOD_H
#define ROOMCAST_FEEDS_EPISODE_PERIOD_H

#include "feeds/podcast.h"

#define EPISODE_PERIOD_MOST 200 /* episodes of a year that is one period */

struct episode_period {
    char name[8]; /* "2025", "2025-11" */
    size_t first; /* episode, from the newest */
    size_t count;
};

/* The period that episode `first` begins, which must be the newest of it.
 * Episodes must be in order, newest first. */
struct episode_period episode_period_at(
    const struct podcast_show *show, size_t first);

#endif
