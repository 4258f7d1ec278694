/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts of any element: white space, length, escaping, how often. */
#ifndef ROOMCAST_FEEDS_CHECKER_TEXT_RULES_H
#define ROOMCAST_FEEDS_CHECKER_TEXT_RULES_H

#include "feeds/checker/feed_report.h"

void text_rules_check(const struct feed_node *top, struct feed_report *report);

#endif
