/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/source/sender_clock.h"

#define S CLOCK_SECOND_NS
#define NTP_EPOCH_S UINT64_C(2208988800)
#define NOW_S INT64_C(1795000000)
#define CLOCK_HZ 48000

/* A report of a sender whose time of day is `ahead_s` ahead and whose samples
 * are `ppm` too fast, `at_s` after the beginning; it takes 5 ms. */
static bool push(struct sender_clock *clock, uint32_t ssrc, double at_s,
    double ahead_s, double ppm)
{
    double sender_s = (double)NOW_S + at_s + ahead_s;
    uint64_t whole = (uint64_t)sender_s;
    struct rtcp_packet report = {.ssrc = ssrc,
        .has_report = true,
        .ntp = (whole + NTP_EPOCH_S) << 32 |
               (uint32_t)((sender_s - (double)whole) * 0x1p32),
        .rtp = (uint32_t)(int64_t)(0xfff00000u +
                                   at_s * CLOCK_HZ * (1 + ppm / 1e6))};
    int64_t arrival_ns = 100 * S + (int64_t)((at_s + 0.005) * 1e9);

    return sender_clock_push(clock, &report, arrival_ns,
        NOW_S * S + (int64_t)((at_s + 0.005) * 1e9));
}

static void test_offset_of_the_time_of_day_is_known_at_once(void **state)
{
    static const double offsets[] = {0, 3600, -3600, 0.25, 86400 * 365.0};

    (void)state;
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        struct sender_clock clock;
        sender_clock_init(&clock, CLOCK_HZ);
        assert_true(push(&clock, 1, 0, offsets[i], 0));
        assert_float_equal(clock.offset_s, offsets[i] - 0.005, 0.001);
    }
}

static void test_drift_is_known_after_a_minute_through_the_wrap(void **state)
{
    static const double drifts[] = {0, 200, -200, 37};

    (void)state;
    for (size_t i = 0; i < sizeof drifts / sizeof drifts[0]; i++) {
        struct sender_clock clock;
        sender_clock_init(&clock, CLOCK_HZ);
        for (int k = 0; k < 12; k++) {
            push(&clock, 1, 5.0 * k, 0, drifts[i]);
            assert_false(clock.is_drift_known);
        }
        for (int k = 12; k < 100; k++)
            push(&clock, 1, 5.0 * k, 0, drifts[i]);
        assert_true(clock.is_drift_known);
        assert_float_equal(clock.drift_ppm, drifts[i], 1);
        assert_int_equal(clock.reports, 100);
    }
}

static void test_another_stream_begins_anew(void **state)
{
    struct sender_clock clock;

    (void)state;
    sender_clock_init(&clock, CLOCK_HZ);
    for (int k = 0; k < 20; k++)
        assert_int_equal(push(&clock, 1, 5.0 * k, 0, 100), k == 0);
    assert_true(clock.is_drift_known);
    assert_true(push(&clock, 2, 105, 10, 0));
    assert_false(clock.is_drift_known);
    assert_float_equal(clock.offset_s, 10 - 0.005, 0.001);
}

/* A forwarder that began at 0 again. */
static void test_jump_of_the_timestamps_begins_anew(void **state)
{
    struct sender_clock clock;
    struct rtcp_packet report = {.ssrc = 1, .has_report = true};

    (void)state;
    sender_clock_init(&clock, CLOCK_HZ);
    for (int k = 0; k < 20; k++)
        push(&clock, 1, 5.0 * k, 0, 0);
    assert_true(sender_clock_push(&clock, &report, 205 * S, (NOW_S + 105) * S));
    assert_false(clock.is_drift_known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offset_of_the_time_of_day_is_known_at_once),
        cmocka_unit_test(test_drift_is_known_after_a_minute_through_the_wrap),
        cmocka_unit_test(test_another_stream_begins_anew),
        cmocka_unit_test(test_jump_of_the_timestamps_begins_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
