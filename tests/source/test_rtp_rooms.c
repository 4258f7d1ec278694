/* SPDX-License-Identifier: BSD-2-Clause */
/* What rooms over RTP do: Janus as it was measured, and its faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/stream_lock.h"
#include "tests/source/tap.h"
#include "tests/support/seeded_random.h"

static int set_up(void **state)
{
    *state = tap_new("rtp://:1?codec=opus");
    return 0;
}

static int tear_down(void **state)
{
    tap_free(*state);
    return 0;
}

/* Ends it, having heard all that was said until then. */
static void expect_whole(struct tap *tap, int64_t ms)
{
    tap_stop(tap, ms);
    tap_expect_heard(tap, 0, ms);
    tap_expect_length(tap, ms);
}

static void test_room_of_janus_from_number_one(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 10000);
    expect_whole(tap, 10000);
    assert_int_equal(tap->gaps, 0);
}

static void test_room_that_is_joined_in_the_middle(void **state)
{
    struct tap *tap = *state;

    tap->room.sequence = 40000;
    tap->room.timestamp = 0xdeadbeef;
    tap_talk(tap, 0, 10000);
    expect_whole(tap, 10000);
    assert_int_equal(tap->gaps, 0);
}

/* The first that comes is not the first that was sent. */
static void test_beginning_that_comes_in_disorder(void **state)
{
    static const int64_t order[] = {2, 4, 0, 1, 3, 6, 5};
    struct tap *tap = *state;
    const struct tap_sender first = tap->room;

    for (int i = 0; i < 7; i++) {
        tap->room = first;
        tap_skip(tap, (int)order[i]);
        tap_send(tap, order[i] * TAP_STEP_MS, 90 + 13 * i);
    }
    tap->room = first;
    tap_skip(tap, 7);
    tap_talk(tap, 140, 8000);
    expect_whole(tap, 8000);
    assert_int_equal(tap_count(tap).late, 0);
    assert_int_equal(tap->gaps, 0);
}

static void test_numbers_and_timestamps_that_wrap(void **state)
{
    struct tap *tap = *state;

    tap->room.sequence = 65400;
    tap->room.timestamp = 0u - 100 * TAP_TICKS;
    tap_talk(tap, 0, 10000);
    expect_whole(tap, 10000);
    assert_int_equal(tap->gaps, 0);
}

/* always_on=false: then number and timestamp go on by one. */
static void test_empty_room_of_five_seconds(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 5000);
    tap_talk(tap, 10020, 15000);
    tap_stop(tap, 15000);
    tap_expect_heard(tap, 0, 5000);
    tap_expect_heard(tap, 10020, 15000);
    tap_expect_length(tap, 15000);
}

/* always_on=true: 3, 8, 59 or 66 bytes are no sign of silence. */
static void test_packets_of_silence_are_sound_of_any_size(void **state)
{
    static const size_t sizes[] = {3, 8, 59, 66};
    struct tap *tap = *state;

    for (int64_t ms = 0; ms < 8000; ms += 1000) {
        tap->room.bytes = sizes[ms / 1000 % 4];
        tap->room.head = ms / 1000 % 4 ? 0xf8 : 0xfc;
        tap_talk(tap, ms, ms + 1000);
    }
    expect_whole(tap, 8000);
    assert_int_equal(tap->gaps, 0);
}

static void begin_anew(struct tap *tap, uint32_t ssrc)
{
    tap->room.ssrc = ssrc;
    tap->room.sequence = 1;
    tap->room.timestamp = TAP_TICKS;
}

static void expect_two_seconds_without(struct tap *tap)
{
    tap_talk(tap, 6000, 10000);
    tap_stop(tap, 10000);
    tap_expect_heard(tap, 0, 4000);
    tap_expect_heard(tap, 6000, 10000);
    tap_expect_length(tap, 10000);
    assert_int_equal(tap_count(tap).strangers, 0);
}

static void test_forwarder_made_anew_with_another_ssrc(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    begin_anew(tap, 77);
    expect_two_seconds_without(tap);
}

static void test_forwarder_made_anew_with_the_same_ssrc(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    begin_anew(tap, tap->room.ssrc);
    expect_two_seconds_without(tap);
}

static void test_another_ssrc_whose_numbers_go_on(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    tap->room.ssrc = 77;
    expect_two_seconds_without(tap);
}

static void test_sender_that_comes_back_from_another_port(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    tap->room.port++;
    expect_two_seconds_without(tap);
}

/* 300 ms, and ten minutes. */
static void test_speaker_who_drops_and_returns_is_recorded(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    begin_anew(tap, 77);
    tap_talk(tap, 4300, 8000);
    begin_anew(tap, 78);
    tap->room.host = 9;
    tap_talk(tap, 608000, 612000);
    tap_stop(tap, 612000);
    tap_expect_heard(tap, 0, 4000);
    tap_expect_heard(tap, 4300, 8000);
    tap_expect_heard(tap, 608000, 612000);
    tap_expect_length(tap, 612000);
}

static void test_payload_type_changes_in_the_stream(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    tap->room.type = 111;
    tap_talk(tap, 4000, 8000);
    expect_whole(tap, 8000);
    assert_int_equal(tap->gaps, 0);
}

/* Mono and stereo, SILK, hybrid and CELT. */
static void test_mode_of_the_room_changes(void **state)
{
    static const uint8_t heads[] = {0x48, 0x78, 0xf8, 0xfc, 0x08, 0x7c};
    struct tap *tap = *state;

    for (int64_t ms = 0; ms < 12000; ms += 500) {
        tap->room.head = heads[ms / 500 % 6];
        tap_talk(tap, ms, ms + 500);
    }
    expect_whole(tap, 12000);
    assert_int_equal(tap->gaps, 0);
}

static void test_server_that_stalls_for_three_seconds(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    for (int64_t ms = 4000; ms < 7000; ms += TAP_STEP_MS)
        tap_send(tap, ms, 7020);
    tap_talk(tap, 7000, 10000);
    expect_whole(tap, 10000);
    assert_int_equal(tap->gaps, 0);
}

/* Fifty talkers on a loaded machine: bunches of five, 110 ms apart. */
static void test_packets_in_bunches(void **state)
{
    struct tap *tap = *state;

    for (int64_t ms = 0; ms < 20000; ms += TAP_STEP_MS)
        tap_send(tap, ms, ms / 100 * 100 + 110);
    expect_whole(tap, 20000);
    assert_int_equal(tap->gaps, 0);
}

static void test_outage_while_numbers_go_on(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    tap_skip(tap, 150);
    tap_talk(tap, 7000, 10000);
    tap_stop(tap, 10000);
    tap_expect_heard(tap, 0, 4000);
    tap_expect_heard(tap, 7000, 10000);
    tap_expect_length(tap, 10000);
    assert_int_equal(tap->lost, 150);
}

static void test_packets_that_are_400_ms_late(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    for (int64_t ms = 4000; ms < 8000; ms += 400) {
        struct tap_sender late = tap->room;
        tap_skip(tap, 1);
        tap_talk(tap, ms + 20, ms + 400);
        tap_send_from(tap, &late, ms, ms + 420);
    }
    expect_whole(tap, 8000);
    assert_int_equal(tap_count(tap).lost, 0);
}

static void jump(struct tap *tap, int64_t ticks)
{
    tap_talk(tap, 0, 4000);
    tap->room.timestamp += (uint32_t)ticks;
    tap_talk(tap, 4000, 8000);
    expect_whole(tap, 8000);
    assert_true(tap->gaps <= 40 * 48);
}

static void test_timestamps_ten_seconds_ahead(void **state)
{
    jump(*state, 10 * 48000);
}

static void test_timestamps_five_seconds_back(void **state)
{
    jump(*state, -5 * 48000);
}

static void test_timestamps_an_hour_back(void **state)
{
    jump(*state, -3600 * 48000);
}

static void test_timestamps_half_of_all_ahead(void **state)
{
    jump(*state, INT64_C(1) << 31);
}

static void test_one_packet_of_timestamp_zero(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    uint32_t next = tap->room.timestamp + TAP_TICKS;
    tap->room.timestamp = 0;
    tap_send(tap, 4000, 4020);
    tap->room.timestamp = next;
    tap_talk(tap, 4020, 8000);
    expect_whole(tap, 8000);
    assert_int_equal(tap->gaps, 0);
}

static void test_numbers_jump_while_timestamps_go_on(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    tap->room.sequence += 1000;
    tap_talk(tap, 4000, 8000);
    tap->room.sequence += 20000;
    tap_talk(tap, 8000, 12000);
    expect_whole(tap, 12000);
    assert_int_equal(tap->gaps, 0);
}

static void test_every_twentieth_packet_is_of_a_foreign_ssrc(void **state)
{
    struct tap *tap = *state;
    struct seeded_random random = {1};

    for (int64_t ms = 0; ms < 20000; ms += TAP_STEP_MS) {
        tap_send(tap, ms, ms + 20);
        if (ms % 400)
            continue;
        struct tap_sender stray = tap->room;
        stray.ssrc = (uint32_t)seeded_random_next(&random);
        stray.timestamp = (uint32_t)seeded_random_next(&random);
        tap_send_from(tap, &stray, 1000000, ms + 20);
    }
    expect_whole(tap, 20000);
    assert_int_equal(tap->packets, 1000);
    assert_int_equal(tap_count(tap).strangers, 50);
}

static void test_second_sender_is_not_heard(void **state)
{
    struct tap *tap = *state;
    struct tap_sender other = tap->room;

    other.host = 2;
    other.ssrc = 99;
    for (int64_t ms = 0; ms < 20000; ms += TAP_STEP_MS) {
        tap_send(tap, ms, ms + 20);
        if (ms >= 6000 && ms < 12000)
            tap_send_from(tap, &other, 1000000, ms + 25);
    }
    expect_whole(tap, 20000);
    assert_int_equal(tap->packets, 1000);
    assert_int_equal(tap_count(tap).strangers, 300);
}

/* The same SSRC and numbers, another payload type. */
static void test_foreign_payload_type_with_the_numbers_of_the_room(void **state)
{
    struct tap *tap = *state;

    for (int64_t ms = 0; ms < 8000; ms += TAP_STEP_MS) {
        struct tap_sender twin = tap->room;
        tap_send(tap, ms, ms + 20);
        twin.type = 101;
        tap_send_from(tap, &twin, 1000000, ms + 20);
    }
    expect_whole(tap, 8000);
    assert_int_equal(tap->packets, 400);
}

/* Five thousand other senders a second talk as well. */
static void talk_in_flood(struct tap *tap, int64_t from_ms, int64_t to_ms)
{
    struct seeded_random random = {2};

    for (int64_t ms = from_ms; ms < to_ms; ms += TAP_STEP_MS) {
        int before = (int)seeded_random_below(&random, 100);
        for (int i = 0; i < 100; i++) {
            struct tap_sender flood = tap->room;
            if (i == before)
                tap_send(tap, ms, ms + 20);
            flood.ssrc = (uint32_t)seeded_random_next(&random);
            flood.host = (uint8_t)seeded_random_next(&random);
            flood.sequence = (uint16_t)seeded_random_next(&random);
            tap_send_from(tap, &flood, 1000000, ms + 20);
        }
    }
}

static void test_room_is_found_in_a_flood_of_senders(void **state)
{
    struct tap *tap = *state;

    talk_in_flood(tap, 0, 30000);
    tap_stop(tap, 30000);
    assert_true(tap->packets > 500);
    assert_int_equal(tap->places[1000000 / TAP_STEP_MS], -1);
}

static void test_flood_of_senders_costs_the_room_nothing(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 1000);
    talk_in_flood(tap, 1000, 5000);
    expect_whole(tap, 5000);
    assert_int_equal(tap->packets, 250);
    assert_true(tap_count(tap).strangers >= 20000 - STREAM_LOCK_HEIRS);
}

/* Empty, cut and changed payloads are what Opus cannot have made. */
static void test_damaged_packets_count_as_lost(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 4000);
    for (int64_t ms = 4000; ms < 8000; ms += 40) {
        uint8_t bad[13] = {0x80, 100, (uint8_t)(tap->room.sequence >> 8),
            (uint8_t)tap->room.sequence, [8] = 0x4d, 0x41, 0x4c, 0x4c};
        bad[12] = 0xfb; /* code 3 without its count */
        tap_send_bytes(tap, bad, ms % 80 ? 12 : 13, ms + 20);
        tap_skip(tap, 1);
        tap_send(tap, ms + 20, ms + 40);
    }
    tap_stop(tap, 8000);
    tap_expect_length(tap, 8000);
    assert_int_equal(tap->lost, 100);
    assert_int_equal(tap_count(tap).garbage, 100);
    for (int64_t ms = 4020; ms < 8000; ms += 40)
        tap_expect_heard(tap, ms, ms + 20);
}

static void test_everything_comes_twice(void **state)
{
    struct tap *tap = *state;

    for (int64_t ms = 0; ms < 8000; ms += TAP_STEP_MS) {
        struct tap_sender twin = tap->room;
        tap_send(tap, ms, ms + 20);
        tap_send_from(tap, &twin, ms, ms + 27);
    }
    expect_whole(tap, 8000);
    assert_int_equal(tap->packets, 400);
    /* Of the first it is not known yet whose it is. */
    assert_int_equal(tap_count(tap).duplicates, 399);
    assert_int_equal(tap_count(tap).strangers, 1);
}

/* As a sender with a mute button: a few packets, then none, again and again. */
static void test_one_word_now_and_then(void **state)
{
    struct tap *tap = *state;

    tap_talk(tap, 0, 1000);
    for (int64_t ms = 5000; ms < 100000; ms += 5000)
        tap_talk(tap, ms, ms + 100);
    tap_stop(tap, 100000);
    for (int64_t ms = 5000; ms < 100000; ms += 5000)
        tap_expect_heard(tap, ms, ms + 100);
    tap_expect_length(tap, 100000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_room_of_janus_from_number_one),
        TEST(test_room_that_is_joined_in_the_middle),
        TEST(test_beginning_that_comes_in_disorder),
        TEST(test_numbers_and_timestamps_that_wrap),
        TEST(test_empty_room_of_five_seconds),
        TEST(test_packets_of_silence_are_sound_of_any_size),
        TEST(test_forwarder_made_anew_with_another_ssrc),
        TEST(test_forwarder_made_anew_with_the_same_ssrc),
        TEST(test_another_ssrc_whose_numbers_go_on),
        TEST(test_sender_that_comes_back_from_another_port),
        TEST(test_speaker_who_drops_and_returns_is_recorded),
        TEST(test_payload_type_changes_in_the_stream),
        TEST(test_mode_of_the_room_changes),
        TEST(test_server_that_stalls_for_three_seconds),
        TEST(test_packets_in_bunches),
        TEST(test_outage_while_numbers_go_on),
        TEST(test_packets_that_are_400_ms_late),
        TEST(test_timestamps_ten_seconds_ahead),
        TEST(test_timestamps_five_seconds_back),
        TEST(test_timestamps_an_hour_back),
        TEST(test_timestamps_half_of_all_ahead),
        TEST(test_one_packet_of_timestamp_zero),
        TEST(test_numbers_jump_while_timestamps_go_on),
        TEST(test_every_twentieth_packet_is_of_a_foreign_ssrc),
        TEST(test_second_sender_is_not_heard),
        TEST(test_foreign_payload_type_with_the_numbers_of_the_room),
        TEST(test_room_is_found_in_a_flood_of_senders),
        TEST(test_flood_of_senders_costs_the_room_nothing),
        TEST(test_damaged_packets_count_as_lost),
        TEST(test_everything_comes_twice),
        TEST(test_one_word_now_and_then),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
