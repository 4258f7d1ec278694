/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the checker demands of a show itself.
 */
#ifndef ROOMCAST_FEEDS_SHOW_RULES_H
#define ROOMCAST_FEEDS_SHOW_RULES_H

#include "feeds/feed_rules.h"

void show_rules_check(
    const struct podcast_show *show, struct feed_report *report);

#endif
