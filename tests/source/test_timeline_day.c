/* SPDX-License-Identifier: BSD-2-Clause */
/* Rooms that last for a day, in simulated time. */
#include "recorder/source/timeline.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/source/room.h"
#include "tests/support/seeded_random.h"

#define HOUR_MS INT64_C(3600000)
#define TALK_MS 20000  /* then … */
#define QUIET_MS 10000 /* … with a packet each 400 ms (DTX) */
#define DTX_MS 400

/* A sender whose clock is off by `ppm` for `hours`; the error is looked at
 * each minute. */
static void drift(struct room *room, double ppm, int hours)
{
    int64_t packets = (int64_t)hours * 3600 * 50;
    double period_ns = 20e6 * (1 - ppm * 1e-6);

    for (int64_t i = 0; i < packets; i++) {
        room_arrive_at(room, (int64_t)((double)i * period_ns), 0);
        if (i % 3000 == 2999)
            room_expect_length(room, (int64_t)((double)i * period_ns / 1e6));
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

/* A bad network between a moody room and us. */
struct weather {
    struct seeded_random random;
    double ppm; /* the sender is fast by so much */
    uint64_t jitter_ms;
    double loss_percent;
    double burst_percent; /* of three to ten more lost behind a lost one */
    int lost;             /* since the last that came */
    int to_lose;          /* of a burst */
};

static bool is_lost(struct weather *weather)
{
    if (weather->to_lose > 0) {
        weather->to_lose--;
        return true;
    }
    if (seeded_random_between(&weather->random, 0, 100) >=
        weather->loss_percent)
        return false;
    if (seeded_random_between(&weather->random, 0, 100) <
        weather->burst_percent)
        weather->to_lose = 3 + (int)seeded_random_below(&weather->random, 8);
    return true;
}

/* When a packet of that media time is sent; 20 ms are in it. */
static int64_t sent_ns(const struct weather *weather, int64_t media_ms)
{
    return (int64_t)((double)media_ms * 1e6 * (1 - weather->ppm * 1e-6));
}

static void send(struct room *room, struct weather *weather, int64_t media_ms)
{
    int64_t held_up_ms =
        (int64_t)seeded_random_below(&weather->random, weather->jitter_ms + 1);

    if (is_lost(weather)) {
        weather->lost++;
        return;
    }
    room->timestamp = (uint32_t)(media_ms * 48 + 4294000000);
    room_arrive_at(
        room, sent_ns(weather, media_ms) + held_up_ms * ROOM_MS, weather->lost);
    weather->lost = 0;
    room_expect_length(room, sent_ns(weather, media_ms) / ROOM_MS);
}

/* `hours` of talk and silence; after each packet the recording is as long as
 * the room was. */
static void live(struct room *room, struct weather *weather, int hours)
{
    int64_t at_ms = 0;

    while (at_ms < hours * HOUR_MS) {
        bool is_quiet = at_ms % (TALK_MS + QUIET_MS) >= TALK_MS;
        send(room, weather, at_ms);
        at_ms += is_quiet ? DTX_MS : 20;
    }
    int64_t end_ms = sent_ns(weather, at_ms) / ROOM_MS;
    room_stop(room, end_ms);
    room_expect_length(room, end_ms);
    assert_int_equal(room->line.jumps, 0);
}

static void expect_drift(const struct room *room, double ppm)
{
    double found = timeline_fast_ppm(&room->line);

    if (!(fabs(found - ppm) < 2))
        fail_msg("%.1f ppm in place of %.1f", found, ppm);
}

static void test_day_of_loss_and_dtx_from_a_sender_200_ppm_slow(void **state)
{
    struct weather weather = {.random = {1},
        .ppm = -200,
        .jitter_ms = 10,
        .loss_percent = 5,
        .burst_percent = 10};

    live(*state, &weather, 25);
    expect_drift(*state, -200);
    assert_true(((struct room *)*state)->heard > INT64_C(4294967296));
}

static void test_day_of_loss_and_dtx_from_a_sender_200_ppm_fast(void **state)
{
    struct weather weather = {.random = {2},
        .ppm = 200,
        .jitter_ms = 10,
        .loss_percent = 5,
        .burst_percent = 10};

    live(*state, &weather, 25);
    expect_drift(*state, 200);
    assert_true(((struct room *)*state)->heard > INT64_C(4294967296));
}

/* What a fast sender says too much is taken out of its silence. */
static void test_fast_sender_with_pauses_loses_no_packet(void **state)
{
    struct weather weather = {.random = {3}, .ppm = 200, .jitter_ms = 5};
    struct room *room = *state;

    live(room, &weather, 3);
    assert_int_equal(room->packets, 3 * 120 * (1000 + 25));
    assert_in_range(room->line.left_out, 48 * 2000, 48 * 2200);
}

static void test_true_sender_is_left_alone_for_a_day(void **state)
{
    struct weather weather = {.random = {4}, .jitter_ms = 60};
    struct room *room = *state;

    live(room, &weather, 25);
    assert_int_equal(room->line.left_out, 0);
    assert_int_equal(room->line.put_in, 0);
    expect_drift(room, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, room_set_up, room_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sender_200_ppm_slow_for_six_hours),
        TEST(test_sender_500_ppm_fast_for_six_hours),
        TEST(test_more_than_2_to_the_32_ticks),
        TEST(test_day_of_loss_and_dtx_from_a_sender_200_ppm_slow),
        TEST(test_day_of_loss_and_dtx_from_a_sender_200_ppm_fast),
        TEST(test_fast_sender_with_pauses_loses_no_packet),
        TEST(test_true_sender_is_left_alone_for_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
