/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of any element: absolute, https, encoded. */
#ifndef ROOMCAST_FEEDS_CHECKER_ADDRESS_RULES_H
#define ROOMCAST_FEEDS_CHECKER_ADDRESS_RULES_H

#include "feeds/checker/feed_report.h"

void address_rules_check(
    const struct feed_node *top, struct feed_report *report);

#endif
