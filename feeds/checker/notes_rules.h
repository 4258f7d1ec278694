/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptions: what apps take out, and links that lead nowhere. */
#ifndef ROOMCAST_FEEDS_CHECKER_NOTES_RULES_H
#define ROOMCAST_FEEDS_CHECKER_NOTES_RULES_H

#include "feeds/checker/feed_report.h"

void notes_rules_check(const struct feed_node *top, struct feed_report *report);

#endif
