/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least lateness of what came in the last two spans of time: a sender's
 * drift, without the jitter of its network. Tells how much silence to put in
 * when it has fallen behind.
 *
 *     struct lag_floor lags = {.span_ns = …, .put_in = …, .grain = …};
 *     lag_floor_begin(&lags, arrival_ns);                  the first packet
 *     gap = lag_floor_push(&lags, lag, arrival_ns);        each
 *     lag_floor_forget(&lags);        the sender has been moved otherwise
 *
 * Pure. Lateness is in ticks, samples of the sender's clock.
 */
#ifndef ROOMCAST_SOURCE_LAG_FLOOR_H
#define ROOMCAST_SOURCE_LAG_FLOOR_H

#include <stdint.h>

struct lag_floor {
    int64_t span_ns; /* at least; one of few packets is longer */
    int64_t put_in;  /* ticks: so late is too late */
    int grain;       /* ticks: what is put in is a multiple of it */
    int64_t span_end_ns;
    int packets;        /* in the span that runs */
    int64_t least_now;  /* ticks, of it */
    int64_t least_last; /* of the one before; INT64_MAX: not known */
};

void lag_floor_begin(struct lag_floor *lags, int64_t arrival_ns);

/* The ticks to put in, which count as put in from now on: 0 but at the end of
 * a span. */
int64_t lag_floor_push(struct lag_floor *lags, int64_t lag, int64_t arrival_ns);

void lag_floor_forget(struct lag_floor *lags);

#endif
