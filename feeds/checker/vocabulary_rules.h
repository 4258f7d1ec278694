/* SPDX-License-Identifier: BSD-2-Clause */
/* What elements of the namespaces need, and the values they may have. */
#ifndef ROOMCAST_FEEDS_CHECKER_VOCABULARY_RULES_H
#define ROOMCAST_FEEDS_CHECKER_VOCABULARY_RULES_H

#include "feeds/checker/feed_report.h"

void vocabulary_rules_check(
    const struct feed_node *top, struct feed_report *report);

#endif
