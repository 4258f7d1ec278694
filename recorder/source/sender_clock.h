/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the sender reports of a stream (RFC 3550 section 6.4) tell of its
 * clocks: how far its time of day is from ours, and how fast its timestamps
 * run against our monotonic clock.
 *
 * For the ledger alone: where sound lands is judged by arrival, as reports
 * may lie (an hour off has been met). Pure.
 */
#ifndef ROOMCAST_SOURCE_SENDER_CLOCK_H
#define ROOMCAST_SOURCE_SENDER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/source/rtcp_packet.h"

/* The drift is known after that long: a jitter of 10 ms is 170 ppm then, and
 * less with each minute. */
#define SENDER_CLOCK_KNOWN_NS INT64_C(60000000000)

struct sender_clock {
    int clock_hz;
    int64_t reports; /* all that came */
    uint32_t ssrc;
    int64_t first_ns; /* arrival of the first of this stream; 0: none */
    int64_t last_ns;
    int64_t ticks; /* from the first report to the last */
    uint32_t last_rtp;
    double offset_s;  /* the sender's time of day less ours; by the report that
                         was delayed least */
    double drift_ppm; /* of its timestamps: above 0 it is fast */
    bool is_drift_known;
};

void sender_clock_init(struct sender_clock *clock, int clock_hz);

/* A report that arrived at `arrival_ns` (monotonic), when it was `utc_ns`. A
 * new SSRC, or timestamps that jump by more than a second, begin anew. True
 * for the first report of a beginning. */
bool sender_clock_push(struct sender_clock *clock,
    const struct rtcp_packet *report, int64_t arrival_ns, int64_t utc_ns);

#endif
