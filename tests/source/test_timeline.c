/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/source/room.h"

static void test_packets_on_time_pass_untouched(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 10000);
    room_stop(room, 9980);
    assert_int_equal(room->packets, 500);
    assert_int_equal(room->gaps, 0);
    assert_int_equal(room->heard, 500 * ROOM_TICKS);
}

static void test_lost_packets_leave_a_gap_of_their_length(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 1000);
    room->timestamp += 3 * ROOM_TICKS;
    room_arrive(room, 1060, 3);
    room_talk(room, 1080, 2000);
    room_stop(room, 1980);
    assert_int_equal(room->gap_count, 1);
    assert_int_equal(room->gaps, 3 * ROOM_TICKS);
    assert_int_equal(room->heard, 100 * ROOM_TICKS);
}

static void test_outage_of_three_seconds_with_numbering_going_on(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 1000);
    room->timestamp += 150 * ROOM_TICKS;
    room_arrive(room, 4000, 150);
    room_talk(room, 4020, 6000);
    room_stop(room, 5980);
    assert_int_equal(room->gaps, 150 * ROOM_TICKS);
    assert_int_equal(room->heard, 300 * ROOM_TICKS);
}

static void test_empty_room_whose_numbering_goes_on_by_one(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 2000);
    room_talk(room, 7020, 9000);
    room_stop(room, 9000);
    assert_in_range(room->gaps, 4900 * 48, 5040 * 48);
    room_expect_length(room, 9000);
}

static void test_stall_followed_by_a_burst_is_no_gap(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 2000);
    for (int i = 0; i < 150; i++)
        room_arrive_at(room, 5000 * ROOM_MS + i * ROOM_MS / 100, 0);
    room_talk(room, 5000, 7000);
    room_stop(room, 6980);
    assert_int_equal(room->gaps, 0);
    room_expect_length(room, 6980);
}

/* What came in time waits for the one that was lost. */
static void test_burst_that_lost_a_packet_is_no_gap_either(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 2000);
    room_arrive(room, 2400, 0);
    room_drain(room, 2890);
    room->timestamp += ROOM_TICKS;
    for (int i = 2; i < 20; i++)
        room_arrive(room, 2400, i == 2);
    room_talk(room, 2400, 7000);
    room_stop(room, 6980);
    assert_int_equal(room->gaps, ROOM_TICKS);
    assert_int_equal(room->packets, 349);
    room_expect_length(room, 6980);
}

static void test_clock_of_the_server_set_forward_and_back(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 5000);
    for (int i = 0; i < 100; i++) /* two seconds of sound at once */
        room_arrive_at(room, 5000 * ROOM_MS + i * ROOM_MS / 100, 0);
    room_talk(room, 5020, 10000);
    room_talk(room, 13020, 16000); /* and back by three */
    room_stop(room, 16000);
    room_expect_length(room, 16000);
}

static void test_timestamp_zero_in_a_valid_stream(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 1000);
    uint32_t good = room->timestamp;
    room->timestamp = 0;
    room_arrive(room, 1000, 0);
    room->timestamp = good + ROOM_TICKS;
    room_talk(room, 1020, 3000);
    room_stop(room, 2980);
    room_expect_length(room, 2980);
}

static void test_timestamps_far_ahead_and_back_cannot_bloat_the_file(
    void **state)
{
    static const uint32_t jumps[] = {
        0x7fffffffu, 0x80000000u, 10 * 48000, (uint32_t)-3600 * 48000u};
    struct room *room = *state;
    int64_t ms = 0;

    for (int i = 0; i < 4; i++) {
        room_talk(room, ms, ms + 2000);
        ms += 2000;
        room->timestamp += jumps[i];
    }
    room_talk(room, ms, ms + 2000);
    room_stop(room, ms + 1980);
    room_expect_length(room, ms + 1980);
    assert_true(room->gaps <= 200 * 48);
    assert_int_equal(room->line.jumps, 4);
    assert_int_equal(room->line.last_jump, -3600 * 48000);
}

/* However far ahead, what it adds is made good by the end. */
static void test_timestamp_leaps_ahead_in_the_last_packets(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 5000);
    for (int i = 0; i < 3; i++) {
        room->timestamp += 190 * 48;
        room_arrive(room, 5000 + 20 * i, 0);
    }
    room_stop(room, 5040);
    room_expect_length(room, 5040);
}

static void test_timestamp_leaps_past_now_within_a_burst(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 5000);
    for (int i = 0; i < 20; i++)
        room_arrive(room, 5980, 0);
    room->timestamp += (29 * 20 + 190) * 48;
    room_arrive(room, 5980, 0);
    room_stop(room, 5980);
    room_expect_length(room, 5980);
}

static void test_timestamp_leap_at_the_beginning_moves_it(void **state)
{
    struct room *room = *state;

    room_arrive(room, 0, 0);
    room->timestamp += 400 * 48;
    room_talk(room, 20, 5000);
    room_stop(room, 4980);
    assert_int_equal(room->packets, 250);
    assert_int_equal(room->line.start_moved_ns, 400 * ROOM_MS);
    assert_int_equal(room->heard, 5400 * 48);
}

static void test_frozen_sender_clock_does_not_shorten_the_file(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 2000);
    room_drain(room, 100000); /* only time goes by */
    room_talk(room, 246000, 248000);
    room_stop(room, 248000);
    room_expect_length(room, 248000);
}

static void test_empty_room_is_filled_while_time_passes(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 1000);
    room_drain(room, 10000);
    assert_int_equal(room->gaps, 0);
    for (int64_t ms = 11000; ms <= 60000; ms += 500)
        room_drain(room, ms);
    assert_true(room->heard >= 58000 * 48);
    room_stop(room, 60000);
    room_expect_length(room, 60000);
}

/* A packet that waits for another is handed on when the room seemed empty. */
static void test_empty_room_is_filled_behind_what_may_still_come(void **state)
{
    struct room *room = *state;

    timeline_expect_waits(&room->line, 2000 * ROOM_MS);
    room_talk(room, 0, 1000);
    room_drain(room, 22000);
    room->timestamp += (20020 - 1000) * 48;
    room_arrive(room, 20020, 951);
    room_stop(room, 22000);
    room_expect_length(room, 22000);
    assert_int_equal(room->packets, 51);
}

static void test_jitter_of_200_ms_inserts_nothing(void **state)
{
    struct room *room = *state;
    unsigned seed = 7;

    /* The jitter buffer has put them in order; each keeps its own arrival. */
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1103515245u + 12345u;
        room_arrive(room, 20 * i + (seed >> 16) % 200, 0);
    }
    room_stop(room, 59980);
    assert_true(room->gaps <= 40 * 48);
    assert_true(room->packets >= 2990);
    room_expect_length(room, 59980);
}

static void test_dtx_is_silence_as_long_as_timestamps_say(void **state)
{
    struct room *room = *state;

    for (int64_t ms = 0; ms < 20000; ms += 400) {
        room_arrive(room, ms, 0);
        room->timestamp += 380 * 48;
    }
    room_stop(room, 20000);
    assert_int_equal(room->packets, 50);
    room_expect_length(room, 20000);
}

/* 2.5 to 120 ms, each a second, with one lost of each. */
static void test_packets_of_every_length_keep_their_place(void **state)
{
    static const int lengths[] = {120, 240, 480, 960, 1920, 2880, 3840, 5760};
    struct room *room = *state;
    int64_t ticks = 0;

    for (int i = 0; i < 8 * 5; i++) {
        int length = lengths[i % 8];
        for (int64_t end = ticks + 48000; ticks < end; ticks += length) {
            if (end - ticks <= 24000 && end - ticks > 24000 - length)
                continue;
            struct media_packet *packet =
                media_packet_new((uint8_t *)"0123456789", 10);
            packet->arrival_ns =
                ROOM_BEGIN_NS + (ticks + length) * 1000 / 48 * 1000;
            packet->timestamp = room->timestamp + (uint32_t)ticks;
            packet->ticks = length;
            packet->lost = end - ticks == 24000 - length;
            timeline_push(&room->line, packet);
            room_drain(room, (ticks + length) / 48);
            if (llabs(room->heard - ticks - length) > 2)
                fail_msg("%d ticks off", (int)(room->heard - ticks - length));
        }
    }
    assert_int_equal(room->gap_count, 8 * 5);
}

static void test_first_packet_late_moves_the_beginning(void **state)
{
    struct room *room = *state;

    room_arrive(room, 100, 0); /* it was due at 0 */
    for (int64_t ms = 20; ms < 5000; ms += 20)
        room_arrive(room, ms < 100 ? 100 : ms, 0);
    room_stop(room, 4980);
    assert_int_equal(room->line.left_out, 0);
    room_expect_length(room, 4980);
}

static void test_new_stream_lands_where_the_clock_says(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 2000);
    struct media_packet *packet = media_packet_new((uint8_t *)"0123456789", 10);
    packet->arrival_ns = ROOM_BEGIN_NS + 4000 * ROOM_MS;
    packet->begins_stream = true;
    packet->timestamp = 960;
    packet->ticks = ROOM_TICKS;
    room->timestamp = 1920;
    timeline_push(&room->line, packet);
    room_talk(room, 4020, 6000);
    room_stop(room, 5980);
    assert_int_equal(room->heard, 300 * ROOM_TICKS);
    room_expect_length(room, 5980);
}

static void test_stop_fills_up_to_now(void **state)
{
    struct room *room = *state;

    room_talk(room, 0, 1000);
    room_stop(room, 6000);
    assert_int_equal(room->heard, 6020 * 48);
}

static void test_nothing_came_nothing_is_made(void **state)
{
    struct room *room = *state;

    room_drain(room, 100000);
    room_stop(room, 100000);
    assert_int_equal(room->heard, 0);
    assert_int_equal(timeline_deadline_ns(&room->line), INT64_MAX);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, room_set_up, room_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_packets_on_time_pass_untouched),
        TEST(test_lost_packets_leave_a_gap_of_their_length),
        TEST(test_outage_of_three_seconds_with_numbering_going_on),
        TEST(test_empty_room_whose_numbering_goes_on_by_one),
        TEST(test_stall_followed_by_a_burst_is_no_gap),
        TEST(test_burst_that_lost_a_packet_is_no_gap_either),
        TEST(test_clock_of_the_server_set_forward_and_back),
        TEST(test_timestamp_zero_in_a_valid_stream),
        TEST(test_timestamps_far_ahead_and_back_cannot_bloat_the_file),
        TEST(test_timestamp_leaps_ahead_in_the_last_packets),
        TEST(test_timestamp_leaps_past_now_within_a_burst),
        TEST(test_timestamp_leap_at_the_beginning_moves_it),
        TEST(test_frozen_sender_clock_does_not_shorten_the_file),
        TEST(test_empty_room_is_filled_while_time_passes),
        TEST(test_empty_room_is_filled_behind_what_may_still_come),
        TEST(test_jitter_of_200_ms_inserts_nothing),
        TEST(test_dtx_is_silence_as_long_as_timestamps_say),
        TEST(test_packets_of_every_length_keep_their_place),
        TEST(test_first_packet_late_moves_the_beginning),
        TEST(test_new_stream_lands_where_the_clock_says),
        TEST(test_stop_fills_up_to_now),
        TEST(test_nothing_came_nothing_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
