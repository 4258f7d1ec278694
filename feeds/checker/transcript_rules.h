/* SPDX-License-Identifier: BSD-2-Clause */
/* An episode's transcripts. */
#ifndef ROOMCAST_FEEDS_CHECKER_TRANSCRIPT_RULES_H
#define ROOMCAST_FEEDS_CHECKER_TRANSCRIPT_RULES_H

#include "feeds/checker/feed_report.h"

void transcript_rules_check(
    const struct feed_node *item, struct feed_report *report);

#endif
