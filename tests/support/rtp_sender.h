/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sends planned packets over UDP in real time: each at its own instant of
 * the monotonic clock, so that no error adds up.
 */
#ifndef ROOMCAST_SUPPORT_RTP_SENDER_H
#define ROOMCAST_SUPPORT_RTP_SENDER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "tests/support/departures.h"

struct rtp_report {
    size_t packets;       /* sent, without a stranger's */
    int64_t first_ns;     /* when, on the monotonic clock; 0 if none was */
    int64_t first_due_ns; /* when it had been due, without jitter */
    int64_t last_ns;
    int64_t late_most_ns; /* by how much this machine was late at worst */
};

/* A sender stands for another machine: where it may, this thread goes before
 * all that this one has to do (sched(7)), as a busy machine would hold it
 * up. */
void rtp_sender_go_first(void);

/* `to` is ADDRESS:PORT or [ADDRESS]:PORT in figures. Sends until all is sent
 * or *stop becomes true; nobody listening is no failure. */
bool rtp_send(const char *to, const struct departures *departures,
    const volatile sig_atomic_t *stop, struct rtp_report *report,
    struct err *err);

#endif
