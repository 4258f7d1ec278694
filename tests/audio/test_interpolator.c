/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/interpolator.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

#define WINDOW (INTERPOLATOR_BLOCK + INTERPOLATOR_TAPS)

static float expected_between(const float *window)
{
    float highest = 0;

    for (int quarter = 1; quarter <= 3; quarter++) {
        double sum = 0;
        for (int i = 0; i < INTERPOLATOR_TAPS; i++) {
            double t = i - INTERPOLATOR_BEFORE - quarter / 4.;
            double sinc = sin(M_PI * t) / (M_PI * t);
            double hann = 0.5 + 0.5 * cos(M_PI * t / 6);
            sum += (double)window[i] * sinc * hann;
        }
        highest = fmaxf(highest, (float)fabs(sum));
    }
    return highest;
}

static void test_points_are_those_of_a_windowed_sinc(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    float between[INTERPOLATOR_BLOCK];

    sound_add_noise(&sound, 0, 0.1);
    for (size_t at = 0; at + WINDOW < sound.frames; at += INTERPOLATOR_BLOCK) {
        interpolator_between(sound.pcm + at, between, lanes_best());
        for (size_t i = 0; i < INTERPOLATOR_BLOCK; i++)
            assert_true(fabsf(between[i] -
                              expected_between(sound.pcm + at + i)) < 1e-6f);
    }
}

static void test_all_lanes_give_the_same_to_the_bit(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    float between[3][INTERPOLATOR_BLOCK];

    sound_add_noise(&sound, 20, 0.1);
    for (size_t at = 0; at + WINDOW < sound.frames; at += 7) {
        const float *from = sound.pcm + at;
        float alone = interpolator_magnitude(from, at % 60, LANES_NONE);
        interpolator_between(from, between[0], LANES_NONE);
        interpolator_between(from, between[1], LANES_NARROW);
        interpolator_between(from, between[2], lanes_best());
        assert_memory_equal(between[0], between[1], sizeof between[0]);
        assert_memory_equal(between[0], between[2], sizeof between[0]);
        assert_true(
            interpolator_magnitude(from, at % 60, LANES_NARROW) == alone);
        assert_true(
            interpolator_magnitude(from, at % 60, lanes_best()) == alone);
    }
}

static void test_no_point_is_higher_than_the_bound(void **state)
{
    (void)state;
    struct seeded_random random = {6};
    float window[WINDOW];
    float between[INTERPOLATOR_BLOCK];

    for (int round = 0; round < 5000; round++) {
        for (int i = 0; i < WINDOW; i++)
            window[i] = seeded_random_below(&random, 2) ? 1 : -1;
        interpolator_between(window, between, lanes_best());
        assert_true(interpolator_magnitude(between, INTERPOLATOR_BLOCK,
                        LANES_NONE) <= INTERPOLATOR_MOST_RISE);
    }
}

static void test_bound_is_reached_by_the_worst_signs(void **state)
{
    (void)state;
    static const float signs[INTERPOLATOR_TAPS] = {
        -1, 1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1};
    float window[WINDOW] = {0};
    float between[INTERPOLATOR_BLOCK];

    memcpy(window, signs, sizeof signs);
    interpolator_between(window, between, lanes_best());
    assert_true(between[0] > INTERPOLATOR_MOST_RISE - 1e-4f);
}

static void test_magnitude_shows_what_is_not_finite(void **state)
{
    (void)state;
    float samples[19] = {0};

    for (size_t at = 0; at < 19; at++) {
        memset(samples, 0, sizeof samples);
        samples[at] = -INFINITY;
        assert_false(
            interpolator_magnitude(samples, 19, lanes_best()) <= 1e30f);
        samples[at] = -NAN;
        assert_false(
            interpolator_magnitude(samples, 19, lanes_best()) <= 1e30f);
        samples[at] = -1e-42f;
        assert_true(
            interpolator_magnitude(samples, 19, lanes_best()) == 1e-42f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_are_those_of_a_windowed_sinc),
        cmocka_unit_test(test_all_lanes_give_the_same_to_the_bit),
        cmocka_unit_test(test_no_point_is_higher_than_the_bound),
        cmocka_unit_test(test_bound_is_reached_by_the_worst_signs),
        cmocka_unit_test(test_magnitude_shows_what_is_not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
