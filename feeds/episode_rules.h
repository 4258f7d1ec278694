/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the checker demands of one episode, its files apart.
 */
#ifndef ROOMCAST_FEEDS_EPISODE_RULES_H
#define ROOMCAST_FEEDS_EPISODE_RULES_H

#include "feeds/feed_rules.h"

/* `at` is the episode's place in the show. */
void episode_rules_check(
    const struct podcast_show *show, size_t at, struct feed_report *report);

#endif
