/* SPDX-License-Identifier: BSD-2-Clause */
/* podcast:guid by its rule. */
#ifndef ROOMCAST_FEEDS_CHECKER_SHOW_GUID_RULES_H
#define ROOMCAST_FEEDS_CHECKER_SHOW_GUID_RULES_H

#include "feeds/checker/feed_report.h"

void show_guid_rules_check(
    const struct feed_node *channel, struct feed_report *report);

#endif
