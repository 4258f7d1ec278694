/* SPDX-License-Identifier: BSD-2-Clause */
/* An episode: its title, guid, dates, numbers and duration. */
#ifndef ROOMCAST_FEEDS_CHECKER_EPISODE_RULES_H
#define ROOMCAST_FEEDS_CHECKER_EPISODE_RULES_H

#include "feeds/checker/feed_report.h"

/* `previous` is the item before it; NULL for the first. */
void episode_rules_check(const struct feed_node *item,
    const struct feed_node *previous, struct feed_report *report);

#endif
