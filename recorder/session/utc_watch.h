/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether the machine's clock was set while a session runs. Pure.
 *
 *     step_ns = utc_watch_look(&watch, monotonic_ns, utc_ns);    now and then
 */
#ifndef ROOMCAST_RECORDER_SESSION_UTC_WATCH_H
#define ROOMCAST_RECORDER_SESSION_UTC_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* Zeros: nothing is known yet. */
struct utc_watch {
    int64_t ahead_ns; /* of the monotonic clock */
    bool is_known;
};

/* By how much it was set forward since the last look, or negative: back. 0
 * when not at all, or by less than a quarter of a second: slewing is none. */
int64_t utc_watch_look(
    struct utc_watch *watch, int64_t monotonic_ns, int64_t utc_ns);

#endif
