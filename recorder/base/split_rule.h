/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a recording goes on in another file:
 *
 *     1h                         each hour of it
 *     1h aligned                 when the clock strikes, UTC
 *     6h aligned Europe/Berlin   … on the wall clock there
 *     500MB                      when a file has grown so large
 *     silence 30s                when nothing was heard for so long
 *
 * or several of these, separated by commas.
 */
#ifndef ROOMCAST_BASE_SPLIT_RULE_H
#define ROOMCAST_BASE_SPLIT_RULE_H

#include <stdint.h>

#include "recorder/base/time_zone.h"

struct split_rule {
    int64_t period_ns;      /* of the recording's time; INT64_MAX: none */
    int64_t strike_s;       /* of the wall clock's; 0: none */
    struct time_zone *zone; /* of that clock */
    int64_t most_bytes;     /* of a file; INT64_MAX: any */
    int64_t silence_ns;     /* INT64_MAX: none */
};

#define SPLIT_RULE_NONE                                                        \
    ((struct split_rule){.period_ns = INT64_MAX,                               \
        .most_bytes = INT64_MAX,                                               \
        .silence_ns = INT64_MAX})

/* NULL: never. ERR_CONFIG with what was expected. */
bool split_rule_parse(
    const char *text, struct split_rule *rule, struct err *err);

/* When the clock of an aligned rule strikes next after `utc_ns`, on both
 * sides of a change of daylight saving; INT64_MAX: never. */
int64_t split_rule_next_strike_ns(
    const struct split_rule *rule, int64_t utc_ns);

void split_rule_clear(struct split_rule *rule);

#endif
