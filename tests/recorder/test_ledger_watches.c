/* SPDX-License-Identifier: BSD-2-Clause */
/* What the ledger tells of senders that pause and of clocks that are set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/session/dtx_span.h"
#include "recorder/session/utc_watch.h"

#define FRAMES 960
#define SPEECH 80
#define UTC (INT64_C(1795460400) * CLOCK_SECOND_NS)

static void test_small_packets_and_the_time_between_them_are_one_span(
    void **state)
{
    struct dtx_span span = {0};
    int64_t at_48k = 48000;

    (void)state;
    assert_int_equal(dtx_span_packet(&span, SPEECH, FRAMES, 0).packets, 0);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(dtx_span_packet(&span, 1, FRAMES, at_48k).packets, 0);
        assert_true(dtx_span_gap(&span, 18240, 0));
        at_48k += 19200;
    }
    struct dtx_span ended = dtx_span_packet(&span, SPEECH, FRAMES, at_48k);
    assert_int_equal(ended.begin_48k, 48000);
    assert_int_equal(ended.frames_48k, 5 * 19200);
    assert_int_equal(ended.packets, 5);
    assert_int_equal(dtx_span_end(&span).packets, 0);
}

static void test_time_without_packets_in_speech_is_a_gap(void **state)
{
    struct dtx_span span = {0};

    (void)state;
    dtx_span_packet(&span, SPEECH, FRAMES, 0);
    assert_false(dtx_span_gap(&span, 18240, 0));
}

static void test_what_was_lost_or_is_too_long_is_a_gap(void **state)
{
    struct dtx_span span = {0};

    (void)state;
    dtx_span_packet(&span, 1, FRAMES, 0);
    assert_false(dtx_span_gap(&span, FRAMES, 1));
    assert_false(dtx_span_gap(&span, 48001, 0));
    assert_true(dtx_span_gap(&span, 48000, 0));
}

static void test_a_short_pause_is_not_told(void **state)
{
    struct dtx_span span = {0};

    (void)state;
    dtx_span_packet(&span, 2, FRAMES, 0);
    assert_int_equal(dtx_span_packet(&span, SPEECH, FRAMES, 960).packets, 0);
    dtx_span_packet(&span, 3, FRAMES, 0);
    assert_int_equal(dtx_span_end(&span).packets, 0);
}

static void test_a_clock_that_is_set_is_told_once_and_by_how_much(void **state)
{
    struct utc_watch watch = {0};
    const int64_t second = CLOCK_SECOND_NS;

    (void)state;
    assert_int_equal(utc_watch_look(&watch, 5 * second, UTC), 0);
    assert_int_equal(utc_watch_look(&watch, 6 * second, UTC + second), 0);
    assert_int_equal(utc_watch_look(&watch, 7 * second, UTC - 3600 * second),
        -3602 * second);
    assert_int_equal(
        utc_watch_look(&watch, 8 * second, UTC - 3599 * second), 0);
    assert_int_equal(
        utc_watch_look(&watch, 9 * second, UTC + 2 * second), 3600 * second);
}

static void test_a_clock_that_is_slewed_is_not_told(void **state)
{
    struct utc_watch watch = {0};

    (void)state;
    for (int64_t i = 0; i < 1000; i++)
        assert_int_equal(utc_watch_look(&watch, i * CLOCK_SECOND_NS,
                             UTC + i * (CLOCK_SECOND_NS + 80000000)),
            0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_small_packets_and_the_time_between_them_are_one_span),
        cmocka_unit_test(test_time_without_packets_in_speech_is_a_gap),
        cmocka_unit_test(test_what_was_lost_or_is_too_long_is_a_gap),
        cmocka_unit_test(test_a_short_pause_is_not_told),
        cmocka_unit_test(test_a_clock_that_is_set_is_told_once_and_by_how_much),
        cmocka_unit_test(test_a_clock_that_is_slewed_is_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
