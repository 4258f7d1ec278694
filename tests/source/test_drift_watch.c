/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/drift_watch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/seeded_random.h"

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)

/* A packet each 20 ms from a sender that is `ppm` fast, up to 20 ms late. */
static void watch_for(
    struct drift_watch *watch, int64_t from_s, int64_t to_s, double ppm)
{
    struct seeded_random random = {7};

    for (int64_t ns = from_s * SECOND; ns < to_s * SECOND; ns += 20 * MS) {
        int64_t held_up_ns =
            (int64_t)seeded_random_below(&random, (uint64_t)(20 * MS));
        drift_watch_push(watch, ns + held_up_ns,
            held_up_ns - (int64_t)((double)ns * ppm * 1e-6));
    }
}

static void assert_about(double found, double ppm, double delta)
{
    if (!(fabs(found - ppm) <= delta))
        fail_msg("%.1f ppm in place of %.1f", found, ppm);
}

static void test_drift_is_not_known_in_the_first_minute(void **state)
{
    struct drift_watch watch = {0};

    (void)state;
    assert_true(isnan(drift_watch_fast_ppm(&watch)));
    watch_for(&watch, 0, 60, 50);
    assert_true(isnan(drift_watch_fast_ppm(&watch)));
    watch_for(&watch, 60, 95, 50);
    assert_about(drift_watch_fast_ppm(&watch), 50, 16);
}

static void test_drift_is_known_better_with_each_minute(void **state)
{
    static const double ppm[] = {-200, -3, 0, 50, 500};

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct drift_watch watch = {0};
        watch_for(&watch, 0, 600, ppm[i]);
        assert_about(drift_watch_fast_ppm(&watch), ppm[i], 2);
        watch_for(&watch, 600, 3600, ppm[i]);
        assert_about(drift_watch_fast_ppm(&watch), ppm[i], 0.3);
    }
}

static void test_break_leaves_what_was_learned_before(void **state)
{
    struct drift_watch watch = {0};

    (void)state;
    for (int64_t s = 0; s < 1200; s += 120) {
        watch_for(&watch, s, s + 100, -80);
        drift_watch_push(&watch, (s + 110) * SECOND, 5 * SECOND);
        drift_watch_break(&watch);
    }
    assert_about(drift_watch_fast_ppm(&watch), -80, 4);
}

/* Less than a window tells nothing, however often. */
static void test_short_runs_tell_nothing(void **state)
{
    struct drift_watch watch = {0};

    (void)state;
    for (int64_t s = 0; s < 1200; s += 12) {
        watch_for(&watch, s, s + 8, -80);
        drift_watch_break(&watch);
    }
    assert_true(isnan(drift_watch_fast_ppm(&watch)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drift_is_not_known_in_the_first_minute),
        cmocka_unit_test(test_drift_is_known_better_with_each_minute),
        cmocka_unit_test(test_break_leaves_what_was_learned_before),
        cmocka_unit_test(test_short_runs_tell_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
