/* SPDX-License-Identifier: BSD-2-Clause */
/* How the rules tell what they found. */
#ifndef ROOMCAST_FEEDS_CHECKER_FEED_REPORT_H
#define ROOMCAST_FEEDS_CHECKER_FEED_REPORT_H

#include "feeds/checker/feed_checker.h"
#include "feeds/checker/rule_table.h"

/* What follows is about the show, or about an item, the `at`th from 0. */
void feed_report_turn_to_channel(struct feed_report *report);
void feed_report_turn_to(
    struct feed_report *report, const struct feed_node *item, size_t at);

/* Tells a finding, unless the profile is silent about it. `node` is where it
 * stands. */
void feed_report_add(struct feed_report *report, enum feed_rule rule,
    const struct feed_node *node, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with a line; 0: none. */
void feed_report_line(struct feed_report *report, enum feed_rule rule, int line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
