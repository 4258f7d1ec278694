/* SPDX-License-Identifier: BSD-2-Clause */
/* The feed as a whole: its frame, namespaces and counts, and all rules below
 * it. */
#ifndef ROOMCAST_FEEDS_CHECKER_DOCUMENT_RULES_H
#define ROOMCAST_FEEDS_CHECKER_DOCUMENT_RULES_H

#include "feeds/checker/feed_report.h"

/* False when it is no feed at all. */
bool document_rules_check(
    const struct feed_tree *tree, struct feed_report *report);

#endif
