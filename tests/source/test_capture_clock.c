/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/capture_clock.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/seeded_random.h"

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define HOUR (3600 * SECOND)
#define BEGIN_NS (5000 * SECOND) /* an hour and a half after boot */
#define ROUND (20 * MS)

/* A card whose clock is off, read every 20 ms and up to `jitter` late, and
 * what the capture clock made of it. Times are since its sound began. */
struct room {
    struct capture_clock clock;
    struct seeded_random random;
    int rate_hz;
    double fast; /* 200e-6: the card counts 200 ppm more */
    int64_t jitter_ns;
    double captured; /* by the card, frames that were pushed or lost */
    double heard;    /* handed out, frames */
    int64_t gaps;
    int64_t left_out;
    double most_stretch;
};

static struct room new_room(int rate_hz, double ppm, int64_t jitter_ns)
{
    struct room room = {.random = {7},
        .rate_hz = rate_hz,
        .fast = ppm * 1e-6,
        .jitter_ns = jitter_ns};

    capture_clock_init(&room.clock, rate_hz);
    return room;
}

static int64_t whole_captured(const struct room *room, int64_t ns)
{
    return (int64_t)(ns / 1e9 * room->rate_hz * (1 + room->fast));
}

static void put_in(struct room *room, int64_t gap)
{
    room->gaps += gap;
    if (gap > 0) /* the sound before it ends with a whole frame */
        room->heard = round(room->heard) + (double)gap;
}

/* The block that is there at `ns` comes at `arrival_ns`. */
static void push_late(struct room *room, int64_t ns, int64_t arrival_ns)
{
    int64_t frames = whole_captured(room, ns) - (int64_t)room->captured;
    struct capture_step step =
        capture_clock_push(&room->clock, frames, BEGIN_NS + arrival_ns);

    assert_in_range(step.leave_out, 0, frames);
    assert_true(fabs(step.stretch) <= CAPTURE_CLOCK_MOST_STRETCH);
    put_in(room, step.gap);
    room->captured += (double)frames;
    room->left_out += step.leave_out;
    room->heard += (double)(frames - step.leave_out) * (1 + step.stretch);
    room->most_stretch = fmax(room->most_stretch, fabs(step.stretch));
}

static void fill(struct room *room, int64_t ns)
{
    put_in(room, capture_clock_fill(&room->clock, BEGIN_NS + ns));
}

/* The card is heard from one time to the other. */
static void run(struct room *room, int64_t from_ns, int64_t to_ns)
{
    for (int64_t ns = from_ns + ROUND; ns <= to_ns; ns += ROUND) {
        int64_t late = 0;
        if (room->jitter_ns)
            late = (int64_t)seeded_random_below(
                &room->random, (uint64_t)room->jitter_ns);
        push_late(room, ns, ns + late);
        fill(room, ns + late);
    }
}

/* What the card captures is lost; time goes by. */
static void lose(struct room *room, int64_t from_ns, int64_t to_ns)
{
    for (int64_t ns = from_ns + ROUND; ns <= to_ns; ns += ROUND)
        fill(room, ns);
    room->captured = (double)whole_captured(room, to_ns);
}

/* What is captured comes all at once at the end. */
static void stall(struct room *room, int64_t from_ns, int64_t to_ns)
{
    for (int64_t ns = from_ns + ROUND; ns <= to_ns; ns += ROUND)
        fill(room, ns);
    for (int64_t ns = from_ns + ROUND; ns <= to_ns; ns += ROUND)
        push_late(room, ns, to_ns);
}

static double error_ms(const struct room *room, int64_t ns)
{
    return (room->heard / room->rate_hz - ns / 1e9) * 1e3;
}

static void assert_length(const struct room *room, int64_t ns, double within_ms)
{
    double error = error_ms(room, ns);

    if (fabs(error) > within_ms)
        fail_msg("%.3f ms off after %.3f s", error, ns / 1e9);
}

static int64_t frames_of(const struct room *room, int64_t ns)
{
    return ns * room->rate_hz / SECOND;
}

static void test_card_that_keeps_time_is_left_alone(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    run(&room, 0, HOUR);
    assert_length(&room, HOUR, 0.1);
    assert_true(room.most_stretch < 2e-6);
    assert_int_equal(room.gaps, 0);
    assert_int_equal(room.left_out, 0);
}

static void assert_day(int rate_hz, double ppm)
{
    struct room room = new_room(rate_hz, ppm, 10 * MS);

    for (int hour = 0; hour < 24; hour++) {
        run(&room, hour * HOUR, (hour + 1) * HOUR);
        assert_length(&room, (hour + 1) * HOUR, 2);
        assert_true(fabs(capture_clock_fast_ppm(&room.clock) - ppm) < 15);
    }
    assert_int_equal(room.gaps, 0);
    assert_int_equal(room.left_out, 0);
    assert_true(room.most_stretch < 0.001);
}

static void test_clock_200_ppm_fast_is_followed_for_a_day(void **state)
{
    (void)state;
    assert_day(48000, 200);
}

static void test_clock_200_ppm_slow_is_followed_for_a_day(void **state)
{
    (void)state;
    assert_day(44100, -200);
}

static void test_more_than_2_to_the_32_frames_make_no_difference(void **state)
{
    (void)state;
    assert_day(192000, 73);
}

static void test_drift_never_comes_to_2_ms_from_the_first_second_on(
    void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct room room = new_room(48000, sign * 200, 0);
        for (int second = 0; second < 600; second++) {
            run(&room, second * SECOND, (second + 1) * SECOND);
            assert_length(&room, (second + 1) * SECOND, 2);
        }
    }
}

static void test_clock_that_goes_astray_is_kept_by_gaps_and_cuts(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct room room = new_room(48000, sign * 10000, 0);
        for (int second = 0; second < 600; second++) {
            run(&room, second * SECOND, (second + 1) * SECOND);
            /* 1 % moves 10 ms until the second is over */
            assert_length(&room, (second + 1) * SECOND, 60);
        }
        assert_true(sign > 0 ? room.left_out > 0 : room.gaps > 0);
    }
}

static void test_overrun_becomes_silence_of_what_was_lost(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    run(&room, 0, 10 * SECOND);
    capture_clock_break(&room.clock);
    lose(&room, 10 * SECOND, 10 * SECOND + 300 * MS);
    run(&room, 10 * SECOND + 300 * MS, 20 * SECOND);
    assert_in_range(room.gaps, frames_of(&room, 300 * MS) - 1,
        frames_of(&room, 300 * MS) + 1);
    assert_length(&room, 20 * SECOND, 0.1);
}

static void test_unplugged_card_is_silence_as_time_passes(void **state)
{
    struct room room = new_room(48000, 150, 5 * MS);

    (void)state;
    run(&room, 0, 60 * SECOND);
    capture_clock_break(&room.clock);
    for (int second = 60; second < 120; second++) {
        lose(&room, second * SECOND, (second + 1) * SECOND);
        assert_true(error_ms(&room, (second + 1) * SECOND) >= -1750);
        assert_true(error_ms(&room, (second + 1) * SECOND) <= 0);
    }
    room.fast = -100e-6; /* another card by its name */
    room.captured = (double)whole_captured(&room, 120 * SECOND);
    run(&room, 120 * SECOND, 180 * SECOND);
    assert_length(&room, 180 * SECOND, 12);
    run(&room, 180 * SECOND, 600 * SECOND);
    assert_length(&room, 600 * SECOND, 5);
    assert_int_equal(room.left_out, 0);
}

static void test_stall_that_is_made_up_for_leaves_no_trace(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    run(&room, 0, 10 * SECOND);
    stall(&room, 10 * SECOND, 13 * SECOND);
    run(&room, 13 * SECOND, 20 * SECOND);
    assert_int_equal(room.gaps, 0);
    assert_int_equal(room.left_out, 0);
    assert_length(&room, 20 * SECOND, 0.1);
}

static void test_what_comes_after_its_silence_is_left_out(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    run(&room, 0, 10 * SECOND);
    stall(&room, 10 * SECOND, 40 * SECOND);
    assert_length(&room, 40 * SECOND, 40);
    assert_in_range(room.gaps, frames_of(&room, 29 * SECOND),
        frames_of(&room, 30 * SECOND));
    run(&room, 40 * SECOND, 240 * SECOND);
    assert_length(&room, 240 * SECOND, 5);
}

static void test_sound_lost_without_a_word_is_missed_within_two_seconds(
    void **state)
{
    struct room room = new_room(48000, 0, 2 * MS);

    (void)state;
    run(&room, 0, 10 * SECOND);
    lose(&room, 10 * SECOND, 10 * SECOND + 100 * MS);
    run(&room, 10 * SECOND + 100 * MS, 12 * SECOND + 100 * MS);
    assert_in_range(
        room.gaps, frames_of(&room, 98 * MS), frames_of(&room, 102 * MS));
    assert_length(&room, 12 * SECOND + 100 * MS, 5);
}

/* What is captured between comes from its end on, `speed` times as fast as it
 * was said; the first thing then is to look for silence that is due. */
static void hold_up(
    struct room *room, int64_t from_ns, int64_t to_ns, int speed)
{
    int64_t ns = from_ns;
    int64_t arrival_ns = to_ns;

    fill(room, to_ns);
    while (ns + ROUND <= arrival_ns) {
        ns += ROUND;
        push_late(room, ns, arrival_ns);
        arrival_ns += ROUND / speed;
    }
    run(room, ns, ns + 10 * SECOND);
    assert_length(room, ns + 10 * SECOND, 0.1);
}

static void assert_nothing_was_lost(const struct room *room)
{
    assert_int_equal(room->gaps, 0);
    assert_int_equal(room->left_out, 0);
}

static void test_program_that_was_stopped_waits_for_what_came_meanwhile(
    void **state)
{
    (void)state;
    for (int round = 0; round <= 50; round++) { /* anywhere in a second */
        struct room room = new_room(48000, 0, 0);
        int64_t stopped_ns = 10 * SECOND + round * ROUND;
        run(&room, 0, stopped_ns);
        hold_up(&room, stopped_ns, stopped_ns + 20 * SECOND, 1000);
        assert_nothing_was_lost(&room);
    }
}

static void test_what_waited_for_us_may_come_slowly(void **state)
{
    (void)state;
    for (int round = 0; round <= 50; round++) {
        struct room room = new_room(48000, 0, 0);
        int64_t stopped_ns = 10 * SECOND + round * ROUND;
        run(&room, 0, stopped_ns);
        hold_up(&room, stopped_ns, stopped_ns + 4 * SECOND, 2);
        assert_nothing_was_lost(&room);
    }
}

static void test_first_block_that_was_held_up_moves_the_beginning(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    push_late(&room, ROUND, ROUND + 80 * MS);
    assert_int_equal(room.clock.start_ns, BEGIN_NS + 80 * MS);
    run(&room, ROUND, 10 * SECOND);
    assert_int_equal(room.clock.start_ns, BEGIN_NS);
    assert_length(&room, 10 * SECOND, 0.1);
    assert_int_equal(room.left_out, 0);
}

static void test_end_is_filled_up_to_now(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    run(&room, 0, 10 * SECOND);
    assert_true(capture_clock_has_reached(&room.clock, BEGIN_NS + 9990 * MS));
    assert_false(capture_clock_has_reached(&room.clock, BEGIN_NS + 10010 * MS));
    put_in(&room,
        capture_clock_stop(&room.clock, BEGIN_NS + 10 * SECOND + 750 * MS));
    assert_in_range(room.gaps, frames_of(&room, 750 * MS) - 1,
        frames_of(&room, 750 * MS) + 1);
    put_in(&room, capture_clock_stop(&room.clock, BEGIN_NS + 9 * SECOND));
    assert_length(&room, 10 * SECOND + 750 * MS, 0.1);
}

static void test_before_the_first_block_there_is_no_time(void **state)
{
    struct room room = new_room(48000, 0, 0);

    (void)state;
    assert_int_equal(capture_clock_deadline_ns(&room.clock), INT64_MAX);
    capture_clock_break(&room.clock);
    fill(&room, 100 * SECOND);
    assert_int_equal(
        capture_clock_stop(&room.clock, BEGIN_NS + 100 * SECOND), 0);
    assert_int_equal(room.gaps, 0);
}

static void test_it_wants_to_be_asked_though_nothing_comes(void **state)
{
    struct room room = new_room(48000, 0, 0);
    int64_t last_ns = BEGIN_NS + SECOND;

    (void)state;
    run(&room, 0, SECOND);
    capture_clock_break(&room.clock);
    for (int i = 0; i < 20; i++) {
        int64_t next_ns = capture_clock_deadline_ns(&room.clock);
        assert_in_range(next_ns - last_ns, 1, 200 * MS);
        last_ns = next_ns;
        put_in(&room, capture_clock_fill(&room.clock, next_ns));
    }
    assert_true(room.gaps > frames_of(&room, 2 * SECOND));
}

/* Whatever happens, the length follows the time. */
static void test_any_order_of_faults_keeps_the_length(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct room room = new_room(48000, 0, 15 * MS);
        int64_t ns = 0;
        room.random.state = seed;
        room.fast = seeded_random_between(&room.random, -2e-4, 2e-4);
        run(&room, 0, SECOND);
        ns += SECOND;
        for (int i = 0; i < 20; i++) {
            int64_t part =
                (int64_t)(1 + seeded_random_below(&room.random, 600)) * ROUND;
            uint64_t what = seeded_random_below(&room.random, 4);
            if (what == 1)
                capture_clock_break(&room.clock);
            if (what <= 1)
                lose(&room, ns, ns + part);
            else if (what == 2)
                stall(&room, ns, ns + part);
            else
                run(&room, ns, ns + part);
            ns += part;
            run(&room, ns, ns + 3 * SECOND);
            ns += 3 * SECOND;
            assert_length(&room, ns, 40);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_that_keeps_time_is_left_alone),
        cmocka_unit_test(test_clock_200_ppm_fast_is_followed_for_a_day),
        cmocka_unit_test(test_clock_200_ppm_slow_is_followed_for_a_day),
        cmocka_unit_test(test_more_than_2_to_the_32_frames_make_no_difference),
        cmocka_unit_test(
            test_drift_never_comes_to_2_ms_from_the_first_second_on),
        cmocka_unit_test(test_clock_that_goes_astray_is_kept_by_gaps_and_cuts),
        cmocka_unit_test(test_overrun_becomes_silence_of_what_was_lost),
        cmocka_unit_test(test_unplugged_card_is_silence_as_time_passes),
        cmocka_unit_test(test_stall_that_is_made_up_for_leaves_no_trace),
        cmocka_unit_test(test_what_comes_after_its_silence_is_left_out),
        cmocka_unit_test(
            test_sound_lost_without_a_word_is_missed_within_two_seconds),
        cmocka_unit_test(
            test_program_that_was_stopped_waits_for_what_came_meanwhile),
        cmocka_unit_test(test_what_waited_for_us_may_come_slowly),
        cmocka_unit_test(test_first_block_that_was_held_up_moves_the_beginning),
        cmocka_unit_test(test_end_is_filled_up_to_now),
        cmocka_unit_test(test_before_the_first_block_there_is_no_time),
        cmocka_unit_test(test_it_wants_to_be_asked_though_nothing_comes),
        cmocka_unit_test(test_any_order_of_faults_keeps_the_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
