/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/status_line.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static void test_time_level_loudness_and_loss_are_shown(void **state)
{
    own_value(text) text = {0};
    struct session_status status = {.frames_48k = INT64_C(723) * 48000,
        .loudness = {.momentary_lufs = -18.2, .integrated_lufs = -16.4}};
    struct source_counters counters = {.packets = 999, .lost = 1};

    (void)state;
    status_line_format(&status, &counters, &text);
    assert_string_equal(text_string(&text),
        "12:03  [############----]  now -18.2  whole -16.4 LUFS  lost 0.1 %");
}

static void test_silence_shows_an_empty_meter_and_no_figures(void **state)
{
    own_value(text) text = {0};
    struct session_status status = {.frames_48k = 48000,
        .loudness = {
            .momentary_lufs = -HUGE_VAL, .integrated_lufs = -HUGE_VAL}};
    struct source_counters counters = {0};

    (void)state;
    status_line_format(&status, &counters, &text);
    assert_string_equal(text_string(&text),
        "0:01  [----------------]  now   -    whole   -   LUFS");
}

static void test_the_loudest_fits_in_the_meter(void **state)
{
    own_value(text) text = {0};
    struct session_status status = {.frames_48k = INT64_C(3661) * 48000,
        .loudness = {.momentary_lufs = 3, .integrated_lufs = 1.5}};
    struct source_counters counters = {0};

    (void)state;
    status_line_format(&status, &counters, &text);
    assert_string_equal(text_string(&text),
        "1:01:01  [################]  now   3.0  whole   1.5 LUFS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_level_loudness_and_loss_are_shown),
        cmocka_unit_test(test_silence_shows_an_empty_meter_and_no_figures),
        cmocka_unit_test(test_the_loudest_fits_in_the_meter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
