/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the checker demands of an episode's files, as far as their records
 * tell.
 */
#ifndef ROOMCAST_FEEDS_MEDIA_RULES_H
#define ROOMCAST_FEEDS_MEDIA_RULES_H

#include "feeds/feed_rules.h"

void media_rules_check(
    const struct podcast_episode *episode, struct feed_report *report);

#endif
