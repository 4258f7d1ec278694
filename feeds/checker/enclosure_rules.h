/* SPDX-License-Identifier: BSD-2-Clause */
/* An episode's file, as the feed states it. */
#ifndef ROOMCAST_FEEDS_CHECKER_ENCLOSURE_RULES_H
#define ROOMCAST_FEEDS_CHECKER_ENCLOSURE_RULES_H

#include "feeds/checker/feed_report.h"

void enclosure_rules_check(
    const struct feed_node *item, struct feed_report *report);

#endif
