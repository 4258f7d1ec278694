/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/input_pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)
#define BEGIN (1000 * SECOND) /* of a machine that runs for a while */

static void test_a_file_is_ahead_by_what_it_is_faster(void **state)
{
    struct input_pace pace = {0};

    (void)state;
    assert_int_equal(input_pace_ahead_ns(&pace, 0, BEGIN), 0);
    assert_int_equal(
        input_pace_ahead_ns(&pace, 10 * SECOND, BEGIN + SECOND), 9 * SECOND);
    assert_int_equal(
        input_pace_ahead_ns(&pace, 10 * SECOND, BEGIN + 8 * SECOND),
        2 * SECOND);
}

static void test_an_idle_hour_gives_no_credit(void **state)
{
    struct input_pace pace = {0};
    const int64_t later = BEGIN + 3600 * SECOND;

    (void)state;
    input_pace_ahead_ns(&pace, SECOND, BEGIN + SECOND);
    assert_int_equal(input_pace_ahead_ns(&pace, SECOND, later), 0);
    assert_int_equal(
        input_pace_ahead_ns(&pace, 21 * SECOND, later), 20 * SECOND);
}

static void test_another_recording_begins_in_time(void **state)
{
    struct input_pace pace = {0};

    (void)state;
    input_pace_ahead_ns(&pace, 0, BEGIN);
    input_pace_ahead_ns(&pace, 100 * SECOND, BEGIN + SECOND);
    assert_int_equal(input_pace_ahead_ns(&pace, 0, BEGIN + SECOND), 0);
    assert_int_equal(
        input_pace_ahead_ns(&pace, 7 * SECOND, BEGIN + SECOND), 7 * SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_is_ahead_by_what_it_is_faster),
        cmocka_unit_test(test_an_idle_hour_gives_no_credit),
        cmocka_unit_test(test_another_recording_begins_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
