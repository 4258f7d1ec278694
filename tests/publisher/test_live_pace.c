/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/live_pace.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

#define BEGIN_NS (INT64_C(7) * CLOCK_SECOND_NS)
#define SPEECH 120
#define SILENCE 3

/* Of stream time, after the beginning. */
static int64_t at_ms(int64_t ms)
{
    return BEGIN_NS + ms * CLOCK_MILLISECOND_NS;
}

static struct live_pace begin(void)
{
    struct live_pace pace;

    live_pace_begin(&pace, BEGIN_NS, 48000);
    return pace;
}

/* How many of `count` packets of 20 ms are taken that come at once. */
static int offer(
    struct live_pace *pace, size_t bytes, int count, int64_t now_ns)
{
    int taken = 0;

    for (int i = 0; i < count; i++)
        taken += live_pace_takes(pace, bytes, 960, now_ns);
    return taken;
}

static void test_packets_on_time_all_pass_and_no_silence_is_due(void **state)
{
    struct live_pace pace = begin();

    (void)state;
    for (int ms = 0; ms < 60000; ms += 500) {
        assert_int_equal(offer(&pace, SPEECH, 25, at_ms(ms + 500)), 25);
        assert_int_equal(live_pace_silence_48k(&pace, at_ms(ms + 500)), 0);
    }
    assert_int_equal(pace.left_out_48k, 0);
}

static void test_silence_takes_the_place_of_what_does_not_come(void **state)
{
    struct live_pace pace = begin();
    int64_t filled = 0;

    (void)state;
    assert_int_equal(live_pace_silence_48k(&pace, at_ms(790)), 0);
    for (int ms = 0; ms <= 30000; ms += 100) {
        int64_t frames = live_pace_silence_48k(&pace, at_ms(ms));
        assert_int_equal(frames % 960, 0);
        filled += frames;
        assert_in_range(ms * 48 - filled, 0, 800 * 48);
    }
    assert_int_equal(filled, pace.filled_48k);
    assert_in_range(filled, 29500 * 48, 30000 * 48);
}

static void test_deadline_is_when_silence_is_due(void **state)
{
    struct live_pace pace = begin();

    (void)state;
    for (int i = 0; i < 20; i++) {
        int64_t due_ns = live_pace_deadline_ns(&pace);
        assert_int_equal(
            live_pace_silence_48k(&pace, due_ns - CLOCK_MILLISECOND_NS), 0);
        assert_true(live_pace_silence_48k(&pace, due_ns) > 0);
    }
}

static void test_gap_that_is_filled_afterwards_is_not_heard_twice(void **state)
{
    struct live_pace pace = begin();
    int64_t now_ns = BEGIN_NS;

    (void)state;
    for (; now_ns < at_ms(30000); now_ns += 100 * CLOCK_MILLISECOND_NS)
        live_pace_silence_48k(&pace, now_ns);
    /* The recorder writes what it missed, and then what is said. */
    assert_in_range(offer(&pace, SILENCE, 1500, now_ns), 0, 40);
    assert_int_equal(offer(&pace, SPEECH, 25, now_ns), 25);
}

static void test_late_sound_is_heard_and_made_up_for_in_silence(void **state)
{
    struct live_pace pace = begin();
    int64_t now_ns = at_ms(2000);

    (void)state;
    assert_true(live_pace_silence_48k(&pace, now_ns) > 0);
    assert_int_equal(offer(&pace, SPEECH, 100, now_ns), 100);
    assert_true(offer(&pace, SILENCE, 200, now_ns) < 20);
}

static void test_more_sound_than_a_queue_holds_is_left_out(void **state)
{
    struct live_pace pace = begin();

    (void)state;
    assert_in_range(offer(&pace, SPEECH, 1000, at_ms(0)), 140, 160);
    assert_int_equal(offer(&pace, SPEECH, 1, at_ms(1000)), 0);
    assert_int_equal(offer(&pace, SPEECH, 1, at_ms(3000)), 1);
}

static void test_a_relay_that_was_stopped_for_an_hour_goes_on_now(void **state)
{
    struct live_pace pace = begin();

    (void)state;
    assert_in_range(
        live_pace_silence_48k(&pace, at_ms(3600 * 1000)), 0, 5 * 48000);
    assert_int_equal(live_pace_silence_48k(&pace, at_ms(3600 * 1000)), 0);
    assert_int_equal(offer(&pace, SPEECH, 10, at_ms(3600 * 1000)), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packets_on_time_all_pass_and_no_silence_is_due),
        cmocka_unit_test(test_silence_takes_the_place_of_what_does_not_come),
        cmocka_unit_test(test_deadline_is_when_silence_is_due),
        cmocka_unit_test(test_gap_that_is_filled_afterwards_is_not_heard_twice),
        cmocka_unit_test(test_late_sound_is_heard_and_made_up_for_in_silence),
        cmocka_unit_test(test_more_sound_than_a_queue_holds_is_left_out),
        cmocka_unit_test(test_a_relay_that_was_stopped_for_an_hour_goes_on_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
