/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define MS INT64_C(1000000)
#define BEGIN_NS (INT64_C(5000000) * MS) /* an hour and a half after boot */
#define TICKS 960

/* A sender, and what the timeline made of it. Times are milliseconds since
 * the first packet was sent; its sound began 20 ms before. */
struct room {
    struct timeline line;
    uint32_t timestamp;
    int64_t heard; /* ticks handed out: packets and gaps */
    int64_t gaps;
    int gap_count;
    int packets;
    int64_t largest_error; /* of any packet's place, ticks */
};

static int set_up(void **state)
{
    static struct room room;

    room = (struct room){.timestamp = 4294967000u};
    timeline_init(&room.line, 48000, 120);
    *state = &room;
    return 0;
}

static int tear_down(void **state)
{
    struct room *room = *state;

    timeline_clear(&room->line);
    return 0;
}

static void drain(struct room *room, int64_t ms)
{
    struct timeline_step step;
    enum timeline_kind kind;

    while ((kind = timeline_pull(&room->line, BEGIN_NS + ms * MS, &step)) !=
           TIMELINE_NONE) {
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

static void arrive_at(struct room *room, int64_t ns, int lost)
{
    struct media_packet *packet = media_packet_new((uint8_t *)"0123456789", 10);

    packet->arrival_ns = BEGIN_NS + ns;
    packet->timestamp = room->timestamp;
    packet->ticks = TICKS;
    packet->lost = lost;
    room->timestamp += TICKS;
    timeline_push(&room->line, packet);
    drain(room, ns / MS);
}

static void arrive(struct room *room, int64_t ms, int lost)
{
    arrive_at(room, ms * MS, lost);
}

/* Packets every 20 ms from `from` until before `to`. */
static void talk(struct room *room, int64_t from_ms, int64_t to_ms)
{
    for (int64_t ms = from_ms; ms < to_ms; ms += 20)
        arrive(room, ms, 0);
}

static void stop(struct room *room, int64_t ms)
{
    timeline_stop(&room->line, BEGIN_NS + ms * MS);
    drain(room, ms);
}

/* The promise: as long as the room was, within 40 ms. The room began 20 ms
 * before its first packet came. */
static void expect_length(const struct room *room, int64_t ms)
{
    int64_t error = room->heard - (ms + 20) * 48;

    if (error < 0)
        error = -error;
    assert_true(error <= 40 * 48);
}

static void test_packets_on_time_pass_untouched(void **state)
{
    struct room *room = *state;

    talk(room, 0, 10000);
    stop(room, 9980);
    assert_int_equal(room->packets, 500);
    assert_int_equal(room->gaps, 0);
    assert_int_equal(room->heard, 500 * TICKS);
}

static void test_lost_packets_leave_a_gap_of_their_length(void **state)
{
    struct room *room = *state;

    talk(room, 0, 1000);
    room->timestamp += 3 * TICKS;
    arrive(room, 1060, 3);
    talk(room, 1080, 2000);
    stop(room, 1980);
    assert_int_equal(room->gap_count, 1);
    assert_int_equal(room->gaps, 3 * TICKS);
    assert_int_equal(room->heard, 100 * TICKS);
}

static void test_outage_of_three_seconds_with_numbering_going_on(void **state)
{
    struct room *room = *state;

    talk(room, 0, 1000);
    room->timestamp += 150 * TICKS;
    arrive(room, 4000, 150);
    talk(room, 4020, 6000);
    stop(room, 5980);
    assert_int_equal(room->gaps, 150 * TICKS);
    assert_int_equal(room->heard, 300 * TICKS);
}

static void test_empty_room_whose_numbering_goes_on_by_one(void **state)
{
    struct room *room = *state;

    talk(room, 0, 2000);
    talk(room, 7020, 9000);
    stop(room, 9000);
    assert_in_range(room->gaps, 4900 * 48, 5040 * 48);
    expect_length(room, 9000);
}

static void test_stall_followed_by_a_burst_is_no_gap(void **state)
{
    struct room *room = *state;

    talk(room, 0, 2000);
    for (int i = 0; i < 150; i++)
        arrive_at(room, 5000 * MS + i * MS / 100, 0);
    talk(room, 5000, 7000);
    stop(room, 6980);
    assert_int_equal(room->gaps, 0);
    expect_length(room, 6980);
}

static void test_clock_of_the_server_set_forward_and_back(void **state)
{
    struct room *room = *state;

    talk(room, 0, 5000);
    for (int i = 0; i < 100; i++) /* two seconds of sound at once */
        arrive_at(room, 5000 * MS + i * MS / 100, 0);
    talk(room, 5020, 10000);
    talk(room, 13020, 16000); /* and back by three */
    stop(room, 16000);
    expect_length(room, 16000);
}

static void test_timestamp_zero_in_a_valid_stream(void **state)
{
    struct room *room = *state;

    talk(room, 0, 1000);
    uint32_t good = room->timestamp;
    room->timestamp = 0;
    arrive(room, 1000, 0);
    room->timestamp = good + TICKS;
    talk(room, 1020, 3000);
    stop(room, 2980);
    expect_length(room, 2980);
}

static void test_timestamps_far_ahead_and_back_cannot_bloat_the_file(
    void **state)
{
    static const uint32_t jumps[] = {
        0x7fffffffu, 0x80000000u, 10 * 48000, (uint32_t)-3600 * 48000u};
    struct room *room = *state;
    int64_t ms = 0;

    for (int i = 0; i < 4; i++) {
        talk(room, ms, ms + 2000);
        ms += 2000;
        room->timestamp += jumps[i];
    }
    talk(room, ms, ms + 2000);
    stop(room, ms + 1980);
    expect_length(room, ms + 1980);
    assert_true(room->gaps <= 200 * 48);
}

static void test_frozen_sender_clock_does_not_shorten_the_file(void **state)
{
    struct room *room = *state;

    talk(room, 0, 2000);
    drain(room, 100000); /* only time goes by */
    talk(room, 246000, 248000);
    stop(room, 248000);
    expect_length(room, 248000);
}

static void test_empty_room_is_filled_while_time_passes(void **state)
{
    struct room *room = *state;

    talk(room, 0, 1000);
    drain(room, 10000);
    assert_int_equal(room->gaps, 0);
    for (int64_t ms = 11000; ms <= 60000; ms += 500)
        drain(room, ms);
    assert_true(room->heard >= 58000 * 48);
    stop(room, 60000);
    expect_length(room, 60000);
}

static void test_jitter_of_200_ms_inserts_nothing(void **state)
{
    struct room *room = *state;
    unsigned seed = 7;

    /* The jitter buffer has put them in order; each keeps its own arrival. */
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1103515245u + 12345u;
        arrive(room, 20 * i + (seed >> 16) % 200, 0);
    }
    stop(room, 59980);
    assert_true(room->gaps <= 40 * 48);
    assert_true(room->packets >= 2990);
    expect_length(room, 59980);
}

static void test_dtx_is_silence_as_long_as_timestamps_say(void **state)
{
    struct room *room = *state;

    for (int64_t ms = 0; ms < 20000; ms += 400) {
        arrive(room, ms, 0);
        room->timestamp += 380 * 48;
    }
    stop(room, 20000);
    assert_int_equal(room->packets, 50);
    expect_length(room, 20000);
}

/* A sender whose clock is off by `ppm` for `hours`; the error is looked at
 * each minute. */
static void drift(struct room *room, double ppm, int hours)
{
    int64_t packets = (int64_t)hours * 3600 * 50;
    double period_ns = 20e6 * (1 - ppm * 1e-6);

    for (int64_t i = 0; i < packets; i++) {
        arrive_at(room, (int64_t)((double)i * period_ns), 0);
        if (i % 3000 == 2999)
            expect_length(room, (int64_t)((double)i * period_ns / 1e6));
    }
}

static void test_sender_200_ppm_slow_for_six_hours(void **state)
{
    struct room *room = *state;

    drift(room, -200, 6);
    assert_in_range(room->line.put_in, 4000 * 48, 4400 * 48);
    assert_int_equal(room->line.left_out, 0);
}

static void test_sender_500_ppm_fast_for_six_hours(void **state)
{
    struct room *room = *state;

    drift(room, 500, 6);
    assert_in_range(room->line.left_out, 10000 * 48, 10900 * 48);
    assert_int_equal(room->line.put_in, 0);
}

static void test_more_than_2_to_the_32_ticks(void **state)
{
    struct room *room = *state;

    drift(room, 0, 26);
    assert_true(room->heard > INT64_C(4294967296));
    assert_int_equal(room->gaps, 0);
}

static void test_first_packet_late_moves_the_beginning(void **state)
{
    struct room *room = *state;

    arrive(room, 100, 0); /* it was due at 0 */
    for (int64_t ms = 20; ms < 5000; ms += 20)
        arrive(room, ms < 100 ? 100 : ms, 0);
    stop(room, 4980);
    assert_int_equal(room->line.left_out, 0);
    expect_length(room, 4980);
}

static void test_new_stream_lands_where_the_clock_says(void **state)
{
    struct room *room = *state;

    talk(room, 0, 2000);
    struct media_packet *packet = media_packet_new((uint8_t *)"0123456789", 10);
    packet->arrival_ns = BEGIN_NS + 4000 * MS;
    packet->begins_stream = true;
    packet->timestamp = 960;
    packet->ticks = TICKS;
    room->timestamp = 1920;
    timeline_push(&room->line, packet);
    talk(room, 4020, 6000);
    stop(room, 5980);
    assert_int_equal(room->heard, 300 * TICKS);
    expect_length(room, 5980);
}

/* A page of a second that comes when its last sound has been made, or so much
 * later. */
static void arrive_page(struct room *room, int64_t end_ms, int64_t late_ms)
{
    for (int i = 49; i >= 0; i--) {
        struct media_packet *packet =
            media_packet_new((uint8_t *)"0123456789", 10);
        packet->arrival_ns = BEGIN_NS + (end_ms + late_ms) * MS;
        packet->timestamp = room->timestamp;
        packet->ticks = TICKS;
        packet->behind = i * TICKS;
        room->timestamp += TICKS;
        timeline_push(&room->line, packet);
    }
    drain(room, end_ms + late_ms);
}

static void test_pages_land_where_their_sound_was_made(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 20000; ms += 1000)
        arrive_page(room, ms, 0);
    stop(room, 19980);
    assert_int_equal(room->packets, 1000);
    assert_int_equal(room->gaps, 0);
    assert_int_equal(room->line.left_out, 0);
    expect_length(room, 19980);
}

static void test_pages_of_a_stalled_source_catch_up_without_a_gap(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 20000; ms += 1000)
        arrive_page(room, ms, ms < 5000 || ms > 13000 ? 0 : 12980 - ms);
    stop(room, 19980);
    assert_int_equal(room->packets, 1000);
    assert_int_equal(room->gaps, 0);
    expect_length(room, 19980);
}

static void test_pages_in_pieces_of_a_proxy_are_jitter(void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 200000; ms += 1000)
        arrive_page(room, ms, ms % 7000 * 120 / 980);
    stop(room, 199980);
    assert_int_equal(room->packets, 10000);
    assert_int_equal(room->gaps, 0);
    expect_length(room, 199980);
}

static void test_pages_that_are_missing_leave_a_gap_where_they_were(
    void **state)
{
    struct room *room = *state;

    timeline_expect_pages(&room->line);
    for (int64_t ms = 980; ms < 20000; ms += 1000) {
        if (ms == 9980)
            room->timestamp += 50 * TICKS;
        else
            arrive_page(room, ms, 0);
    }
    stop(room, 19980);
    assert_int_equal(room->gap_count, 1);
    assert_int_equal(room->gaps, 50 * TICKS);
    expect_length(room, 19980);
}

static void test_stop_fills_up_to_now(void **state)
{
    struct room *room = *state;

    talk(room, 0, 1000);
    stop(room, 6000);
    assert_int_equal(room->heard, 6020 * 48);
}

static void test_nothing_came_nothing_is_made(void **state)
{
    struct room *room = *state;

    drain(room, 100000);
    stop(room, 100000);
    assert_int_equal(room->heard, 0);
    assert_int_equal(timeline_deadline_ns(&room->line), INT64_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_packets_on_time_pass_untouched),
        TEST(test_lost_packets_leave_a_gap_of_their_length),
        TEST(test_outage_of_three_seconds_with_numbering_going_on),
        TEST(test_empty_room_whose_numbering_goes_on_by_one),
        TEST(test_stall_followed_by_a_burst_is_no_gap),
        TEST(test_clock_of_the_server_set_forward_and_back),
        TEST(test_timestamp_zero_in_a_valid_stream),
        TEST(test_timestamps_far_ahead_and_back_cannot_bloat_the_file),
        TEST(test_frozen_sender_clock_does_not_shorten_the_file),
        TEST(test_empty_room_is_filled_while_time_passes),
        TEST(test_jitter_of_200_ms_inserts_nothing),
        TEST(test_dtx_is_silence_as_long_as_timestamps_say),
        TEST(test_sender_200_ppm_slow_for_six_hours),
        TEST(test_sender_500_ppm_fast_for_six_hours),
        TEST(test_more_than_2_to_the_32_ticks),
        TEST(test_first_packet_late_moves_the_beginning),
        TEST(test_new_stream_lands_where_the_clock_says),
        TEST(test_pages_land_where_their_sound_was_made),
        TEST(test_pages_of_a_stalled_source_catch_up_without_a_gap),
        TEST(test_pages_in_pieces_of_a_proxy_are_jitter),
        TEST(test_pages_that_are_missing_leave_a_gap_where_they_were),
        TEST(test_stop_fills_up_to_now),
        TEST(test_nothing_came_nothing_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
