/* SPDX-License-Identifier: BSD-2-Clause */
/* Live items, which hurt readers in several ways. */
#ifndef ROOMCAST_FEEDS_CHECKER_LIVE_RULES_H
#define ROOMCAST_FEEDS_CHECKER_LIVE_RULES_H

#include "feeds/checker/feed_report.h"

void live_rules_check(
    const struct feed_node *channel, struct feed_report *report);

#endif
