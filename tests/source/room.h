/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sender of 20 ms packets, and what the timeline made of them.
 *
 *     cmocka_unit_test_setup_teardown(test, room_set_up, room_tear_down)
 *     room_talk(room, 0, 5000);
 *     room_stop(room, 4980);
 *     room_expect_length(room, 4980);
 *
 * Times are milliseconds since the first packet was sent; its sound began
 * 20 ms before.
 */
#ifndef ROOMCAST_TESTS_ROOM_H
#define ROOMCAST_TESTS_ROOM_H

#include "recorder/source/timeline.h"

#define ROOM_MS INT64_C(1000000)
/* An hour and a half after boot. */
#define ROOM_BEGIN_NS (INT64_C(5000000) * ROOM_MS)
#define ROOM_TICKS 960

struct room {
    struct timeline line;
    uint32_t timestamp; /* of the next packet */
    int64_t heard;      /* ticks handed out: packets and gaps */
    int64_t gaps;
    int gap_count;
    int packets;
};

int room_set_up(void **state);
int room_tear_down(void **state);

/* The next packet comes, `lost` before it were lost; the timestamps of those
 * are to be added by the caller. */
void room_arrive(struct room *room, int64_t ms, int lost);
void room_arrive_at(struct room *room, int64_t ns, int lost);

/* Packets every 20 ms from `from_ms` until before `to_ms`. */
void room_talk(struct room *room, int64_t from_ms, int64_t to_ms);

/* Only time goes by. */
void room_drain(struct room *room, int64_t ms);

void room_stop(struct room *room, int64_t ms);

/* The promise: as long as the room was, within 40 ms. */
void room_expect_length(const struct room *room, int64_t ms);

#endif
