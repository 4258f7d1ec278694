/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/timeline.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/source/room.h"

/* A page of so many packets that comes when its last sound has been made, or
 * so much later. */
static void arrive_packets(
    struct room *room, int count, int64_t end_ms, int64_t late_ms)
{
    for (int i = count - 1; i >= 0; i--) {
        struct media_packet *packet =
            media_packet_new((uint8_t *)"0123456789", 10);
        packet->arrival_ns = ROOM_BEGIN_NS + (end_ms + late_ms) * ROOM_MS;
        packet->timestamp = room->timestamp;
        packet->ticks = ROOM_TICKS;
        packet->behind = i * ROOM_TICKS;
        room->timestamp += ROOM_TICKS;
        timeline_push(&room->line, packet);
    }
    room_drain(room, end_ms + late_ms);
}

static void arrive_page(struct room *room, int64_t end_ms, int64_t late_ms)
{
    arrive_packets(room, 50, end_ms, late_ms);
}

static void test_pages_land_where_their_sound_was_made(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 20000; ms += 1000)
        arrive_page(room, ms, 0);
    room_stop(room, 19980);
    assert_int_equal(room->packets, 1000);
    assert_int_equal(room->gaps, 0);
    assert_int_equal(room->line.left_out, 0);
    room_expect_length(room, 19980);
}

static void test_pages_of_a_stalled_source_catch_up_without_a_gap(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 20000; ms += 1000)
        arrive_page(room, ms, ms < 5000 || ms > 13000 ? 0 : 12980 - ms);
    room_stop(room, 19980);
    assert_int_equal(room->packets, 1000);
    assert_int_equal(room->gaps, 0);
    room_expect_length(room, 19980);
}

static void test_pages_in_pieces_of_a_proxy_are_jitter(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 200000; ms += 1000)
        arrive_page(room, ms, ms % 7000 * 120 / 980);
    room_stop(room, 199980);
    assert_int_equal(room->packets, 10000);
    assert_int_equal(room->gaps, 0);
    room_expect_length(room, 199980);
}

static void test_pages_that_are_missing_leave_a_gap_where_they_were(
    void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 20000; ms += 1000) {
        if (ms == 9980)
            room->timestamp += 50 * ROOM_TICKS;
        else
            arrive_page(room, ms, 0);
    }
    room_stop(room, 19980);
    assert_int_equal(room->gap_count, 1);
    assert_int_equal(room->gaps, 50 * ROOM_TICKS);
    room_expect_length(room, 19980);
}

/* Of an hour, in pages that come up to half a second late. */
static void drift(struct room *room, double ppm)
{
    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 3600000; ms += 1000)
        arrive_page(room, (int64_t)((double)ms * (1 - ppm * 1e-6)),
            ms % 7000 * 500 / 6980);
    int64_t end_ms = (int64_t)(3599980 * (1 - ppm * 1e-6));
    room_stop(room, end_ms);
    room_expect_length(room, end_ms);
    if (fabs(timeline_fast_ppm(&room->line) - ppm) > 1)
        fail_msg(
            "%.1f ppm in place of %.1f", timeline_fast_ppm(&room->line), ppm);
}

static void test_source_that_is_100_ppm_slow(void **state)
{
    drift(*state, -100);
}

static void test_source_that_is_100_ppm_fast(void **state)
{
    drift(*state, 100);
}

static void test_granule_of_the_last_page_leaps_ahead(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 60000; ms += 1000)
        arrive_page(room, ms, 0);
    room->timestamp += 190 * 48;
    arrive_packets(room, 1, 60000, 0);
    room_stop(room, 60000);
    room_expect_length(room, 60000);
}

static void test_granule_leaps_past_now_behind_a_stall(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 50000; ms += 1000)
        arrive_page(room, ms, 0);
    arrive_packets(room, 50, 50980, 5000);
    room->timestamp += 5170 * 48;
    arrive_packets(room, 1, 55980, 0);
    room_stop(room, 55980);
    room_expect_length(room, 55980);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, room_set_up, room_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pages_land_where_their_sound_was_made),
        TEST(test_pages_of_a_stalled_source_catch_up_without_a_gap),
        TEST(test_pages_in_pieces_of_a_proxy_are_jitter),
        TEST(test_pages_that_are_missing_leave_a_gap_where_they_were),
        TEST(test_source_that_is_100_ppm_slow),
        TEST(test_source_that_is_100_ppm_fast),
        TEST(test_granule_of_the_last_page_leaps_ahead),
        TEST(test_granule_leaps_past_now_behind_a_stall),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
