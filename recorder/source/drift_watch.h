/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast a sender's clock runs against ours, from how late its packets come:
 * the least lateness of each ten seconds, for being held up on the way only
 * makes them later, slides by as much as the clocks drift apart.
 *
 *     drift_watch_push(&watch, arrival_ns, late_ns);         again and again
 *     drift_watch_break(&watch);    what follows has nothing to do with it
 *     ppm = drift_watch_fast_ppm(&watch);
 *
 * For people alone, nothing is steered by it. Pure; zeroed it is new.
 */
#ifndef ROOMCAST_SOURCE_DRIFT_WATCH_H
#define ROOMCAST_SOURCE_DRIFT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* It is known after that long: a jitter of 1 ms is 16 ppm then, and less with
 * each minute. */
#define DRIFT_WATCH_KNOWN_NS INT64_C(60000000000)

struct drift_point {
    int64_t arrival_ns;
    int64_t late_ns;
};

struct drift_watch {
    bool is_in_window; /* there is a least of the window that runs */
    int64_t window_end_ns;
    struct drift_point least;
    bool is_in_run; /* since the last break: its first window, and its last */
    struct drift_point first;
    struct drift_point last;
    int64_t slid_ns; /* in all runs before */
    int64_t watched_ns;
};

/* `late_ns` is counted from any time that stays the same until a break. */
void drift_watch_push(
    struct drift_watch *watch, int64_t arrival_ns, int64_t late_ns);

void drift_watch_break(struct drift_watch *watch);

/* By how many millionths the sender is fast, below 0 slow; NAN: not known. */
double drift_watch_fast_ppm(const struct drift_watch *watch);

#endif
