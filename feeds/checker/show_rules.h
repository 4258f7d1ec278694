/* SPDX-License-Identifier: BSD-2-Clause */
/* The show: its texts, language, category, art, dates, self link. */
#ifndef ROOMCAST_FEEDS_CHECKER_SHOW_RULES_H
#define ROOMCAST_FEEDS_CHECKER_SHOW_RULES_H

#include "feeds/checker/feed_report.h"

void show_rules_check(
    const struct feed_node *channel, struct feed_report *report);

#endif
