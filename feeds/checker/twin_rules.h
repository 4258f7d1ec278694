/* SPDX-License-Identifier: BSD-2-Clause */
/* What each episode should have for itself. */
#ifndef ROOMCAST_FEEDS_CHECKER_TWIN_RULES_H
#define ROOMCAST_FEEDS_CHECKER_TWIN_RULES_H

#include "feeds/checker/feed_report.h"

void twin_rules_check(
    const struct feed_node *channel, struct feed_report *report);

#endif
