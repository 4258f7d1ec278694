/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Broken feeds, one fault each: what to change in feeds/complete.xml, which
 * has none, and the only check that must then speak.
 */
#ifndef ROOMCAST_TESTS_FEEDS_FEED_FAULTS_H
#define ROOMCAST_TESTS_FEEDS_FEED_FAULTS_H

#include <stddef.h>

struct feed_fault_row {
    int number; /* in the list of known faults, 0: not on it */
    const char *rule;
    const char *find; /* stands in the feed; its first place is changed */
    const char *put;
};

extern const struct feed_fault_row feed_faults[];
extern const size_t feed_fault_count;

#endif
