/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a feed before it is XML: its bytes. */
#ifndef ROOMCAST_FEEDS_CHECKER_BYTE_RULES_H
#define ROOMCAST_FEEDS_CHECKER_BYTE_RULES_H

#include "feeds/checker/feed_report.h"

/* False when there is no sense in parsing it. */
bool byte_rules_check(
    const char *bytes, size_t length, struct feed_report *report);

#endif
