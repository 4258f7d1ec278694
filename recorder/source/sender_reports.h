/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a room's RTCP says, as events for the ledger:
 *
 *     sender-clock  the sender's time of day against ours at its first
 *                   report, and again with its drift once that is known
 *     source        that it leaves (BYE), once; it is no end: senders that
 *                   went on have been met
 */
#ifndef ROOMCAST_SOURCE_SENDER_REPORTS_H
#define ROOMCAST_SOURCE_SENDER_REPORTS_H

#include "recorder/source/rtcp_packet.h"
#include "recorder/source/sender_clock.h"
#include "recorder/source/source.h"

struct sender_reports {
    struct sender_clock clock;
    bool has_told_drift;
    bool has_told_bye;
};

void sender_reports_init(struct sender_reports *reports, int clock_hz);

/* `report` is of the room's SSRC; it came at `arrival_ns` (monotonic), when
 * it was `utc_ns`. */
void sender_reports_take(struct sender_reports *reports,
    const struct rtcp_packet *report, int64_t arrival_ns, int64_t utc_ns,
    const struct sound_sink *sink);

#endif
