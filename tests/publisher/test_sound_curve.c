/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/sound_curve.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static void push(struct sound_curve *curve, float peak, double lufs)
{
    const float pcm[] = {0, -peak, peak / 2, 0};

    sound_curve_push(curve, pcm, 4, lufs);
}

static bool is_near(float is, double should)
{
    return fabs((double)is - should) < 1e-3;
}

static void test_each_step_has_its_peak_and_loudness(void **state)
{
    struct sound_curve curve = {0};

    (void)state;
    push(&curve, 0.5F, -20);
    push(&curve, 0.25F, -HUGE_VAL);
    assert_int_equal(curve.count, 2);
    assert_true(is_near(curve.peaks[0], 0.5));
    assert_true(is_near(curve.loudness_lufs[0], -20));
    assert_true(is_near(curve.peaks[1], 0.25));
    assert_true(is_near(curve.loudness_lufs[1], -70));
}

/* Ten hours: no step is lost, and a shot stays where it was. */
static void test_a_long_sound_has_longer_steps(void **state)
{
    struct sound_curve curve = {0};
    const size_t pieces = 1500000;

    (void)state;
    for (size_t i = 0; i < pieces; i++)
        push(&curve, i == pieces / 3 ? 0.9F : 0.1F, -30);
    assert_in_range(curve.count, SOUND_CURVE_MOST / 2, SOUND_CURVE_MOST);
    for (size_t i = 0; i < curve.count; i++) {
        bool is_shot = i == pieces / 3 / curve.pieces_a_step;
        assert_true(is_near(curve.peaks[i], is_shot ? 0.9 : 0.1));
        assert_true(is_near(curve.loudness_lufs[i], -30));
    }
}

static void test_what_was_written_is_read_back(void **state)
{
    struct sound_curve curve = {0};
    struct sound_curve back = {0};
    own_value(text) lines = {0};
    own_value(text) again = {0};

    (void)state;
    for (int i = 0; i < 100; i++)
        push(&curve, (float)i / 100, -50 + i / 4.0);
    sound_curve_append(&curve, &lines);
    assert_true(sound_curve_parse(&back, text_string(&lines)));
    assert_int_equal(back.count, 100);
    sound_curve_append(&back, &again);
    assert_string_equal(text_string(&again), text_string(&lines));
}

static void test_other_lines_are_refused(void **state)
{
    static const char *const bad[] = {"0.5 -20", "loud\n", "0.5\n", "\n"};
    struct sound_curve curve = {0};
    own_value(text) many = {0};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_false(sound_curve_parse(&curve, bad[i]));
    for (int i = 0; i <= SOUND_CURVE_MOST; i++)
        text_append(&many, "0.5 -20\n");
    assert_false(sound_curve_parse(&curve, text_string(&many)));
    assert_int_equal(curve.count, 0);
    assert_true(sound_curve_parse(&curve, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_step_has_its_peak_and_loudness),
        cmocka_unit_test(test_a_long_sound_has_longer_steps),
        cmocka_unit_test(test_what_was_written_is_read_back),
        cmocka_unit_test(test_other_lines_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
