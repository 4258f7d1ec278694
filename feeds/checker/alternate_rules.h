/* SPDX-License-Identifier: BSD-2-Clause */
/* An episode's further files, and its soundbites. */
#ifndef ROOMCAST_FEEDS_CHECKER_ALTERNATE_RULES_H
#define ROOMCAST_FEEDS_CHECKER_ALTERNATE_RULES_H

#include "feeds/checker/feed_report.h"

void alternate_rules_check(
    const struct feed_node *item, struct feed_report *report);

#endif
