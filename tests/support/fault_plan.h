/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a bad network and a moody sender do to each packet of a stream that
 * passes by (RFC 3550): decided from a seed alone, one packet after the other.
 *
 *     fate = fault_plan_next(&plan, packet, bytes);    its header may change
 *     for (int i = 0; i < fate.copies; i++)
 *         … send it after fate.delay_ns[i]
 */
#ifndef ROOMCAST_SUPPORT_FAULT_PLAN_H
#define ROOMCAST_SUPPORT_FAULT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/support/seeded_random.h"

enum timestamp_fault {
    TIMESTAMPS_TRUE,
    TIMESTAMPS_ZERO, /* each 50th is 0 */
    TIMESTAMPS_FLIP, /* 2^31 is added to all */
    TIMESTAMPS_HOUR  /* all are an hour behind */
};

struct fault_settings {
    uint64_t seed;
    int64_t calm; /* so many packets pass untouched at first */
    double loss_percent;
    double burst_percent; /* begins a loss of 3 to 12 packets in a row */
    double duplicate_percent;
    int reorder;       /* 2 % come up to so many packets of 20 ms later; or 0 */
    int64_t jitter_ns; /* each comes up to so much later */
    /* From this packet on, the next two. */
    int64_t turn;
    bool has_new_ssrc;
    enum timestamp_fault timestamps;
};

struct fault_plan {
    struct fault_settings settings;
    struct seeded_random random;
    int64_t packets; /* that came */
    int to_lose;     /* of a burst */
    int64_t lost;
    int64_t duplicates;
};

struct fault_fate {
    int copies; /* 0: it is lost */
    int64_t delay_ns[2];
};

void fault_plan_init(
    struct fault_plan *plan, const struct fault_settings *settings);

/* A packet of a header at least, 12 bytes. */
struct fault_fate fault_plan_next(struct fault_plan *plan, uint8_t *packet);

#endif
