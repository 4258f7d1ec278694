/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A show's episodes by calendar (UTC): each period is a year, or a month in
 * years that had many. So an old episode that is taken out changes one
 * period, and not all behind it.
 */
#ifndef ROOMCAST_FEEDS_EPISODE_PERIOD_H
#define ROOMCAST_FEEDS_EPISODE_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define EPISODE_PERIOD_MOST 200 /* episodes of a year that is one period */

struct episode_period {
    char name[8]; /* "2025", "2025-11" */
    size_t first; /* episode, from the newest */
    size_t count;
};

/* A zeroed struct is an empty list. */
struct episode_period_list {
    struct episode_period *items;
    size_t count;
};

/* All periods of a show, newest first, into an empty list. Episodes must be in
 * order, newest first. Fails when out of memory. */
bool episode_period_list_make(const struct podcast_show *show,
    struct episode_period_list *list, struct err *err);

void episode_period_list_clear(struct episode_period_list *list);

/* True if both are of one year. */
bool episode_period_shares_year(
    const struct episode_period *one, const struct episode_period *other);

#endif
