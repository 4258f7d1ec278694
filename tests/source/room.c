/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

int room_set_up(void **state)
{
    static struct room room;

    room = (struct room){.timestamp = 4294967000u};
    timeline_init(&room.line, 48000, 120);
    *state = &room;
    return 0;
}

int room_tear_down(void **state)
{
    struct room *room = *state;

    timeline_clear(&room->line);
    return 0;
}

void room_drain(struct room *room, int64_t ms)
{
    struct timeline_step step;
    enum timeline_kind kind;

    while ((kind = timeline_pull(&room->line, ROOM_BEGIN_NS + ms * ROOM_MS,
                &step)) != TIMELINE_NONE) {
        if (kind == TIMELINE_GAP) {
            assert_int_equal(step.gap % 120, 0);
            room->heard += step.gap;
            room->gaps += step.gap;
            room->gap_count++;
            continue;
        }
        room->heard += step.packet->ticks;
        room->packets++;
        media_packet_free(step.packet);
    }
}

void room_arrive_at(struct room *room, int64_t ns, int lost)
{
    struct media_packet *packet = media_packet_new((uint8_t *)"0123456789", 10);

    packet->arrival_ns = ROOM_BEGIN_NS + ns;
    packet->timestamp = room->timestamp;
    packet->ticks = ROOM_TICKS;
    packet->lost = lost;
    room->timestamp += ROOM_TICKS;
    timeline_push(&room->line, packet);
    room_drain(room, ns / ROOM_MS);
}

void room_arrive(struct room *room, int64_t ms, int lost)
{
    room_arrive_at(room, ms * ROOM_MS, lost);
}

void room_talk(struct room *room, int64_t from_ms, int64_t to_ms)
{
    for (int64_t ms = from_ms; ms < to_ms; ms += 20)
        room_arrive(room, ms, 0);
}

void room_stop(struct room *room, int64_t ms)
{
    timeline_stop(&room->line, ROOM_BEGIN_NS + ms * ROOM_MS);
    room_drain(room, ms);
}

void room_expect_length(const struct room *room, int64_t ms)
{
    int64_t error = room->heard - (ms + 20) * 48;

    if (error < 0)
        error = -error;
    assert_true(error <= 40 * 48);
}
