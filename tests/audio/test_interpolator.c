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

/* Sines of any pitch, at any phase, with some noise: smooth or not. */
static void fill_window(float window[WINDOW], struct seeded_random *random)
{
    double pitch = pow(seeded_random_between(random, 0, 1), 3) / 2;
    double phase = seeded_random_between(random, 0, 1);
    double noise = pow(seeded_random_between(random, 0, 1), 4);

    for (int i = 0; i < WINDOW; i++)
        window[i] = (float)(sin(2 * M_PI * (pitch * i + phase)) +
                            noise * seeded_random_between(random, -1, 1));
}

static void test_no_point_is_higher_than_what_bends_allow(void **state)
{
    (void)state;
    struct seeded_random random = {7};
    float window[WINDOW];
    float between[INTERPOLATOR_BLOCK];

    for (int round = 0; round < 20000; round++) {
        fill_window(window, &random);
        float bound = interpolator_bound(window, WINDOW, 0, lanes_best());
        interpolator_between(window, between, lanes_best());
        for (int i = 0; i < INTERPOLATOR_BLOCK; i++)
            assert_true(between[i] <= bound);
        assert_true(
            interpolator_magnitude(window, WINDOW, LANES_NONE) <= bound);
        assert_true(bound == interpolator_bound(window, WINDOW, 0, LANES_NONE));
        assert_true(
            bound == interpolator_bound(window, WINDOW, 0, LANES_NARROW));
    }
}

/* The shape that has each bend of full size, with the sign of its weight. */
static void test_bound_of_bends_is_nearly_reached(void **state)
{
    (void)state;
    static const int signs[10] = {-1, 1, -1, 1, -1, -1, 1, -1, 1, -1};
    double samples[INTERPOLATOR_TAPS] = {0};
    float window[WINDOW];
    float between[INTERPOLATOR_BLOCK];
    double bend = 0.01;

    samples[5] = samples[6] = 1;
    for (int i = 7; i < INTERPOLATOR_TAPS; i++)
        samples[i] = 2 * samples[i - 1] - samples[i - 2] + bend * signs[i - 2];
    for (int i = 4; i >= 0; i--)
        samples[i] = 2 * samples[i + 1] - samples[i + 2] + bend * signs[i];
    for (int i = 0; i < WINDOW; i++)
        window[i] = i < INTERPOLATOR_TAPS ? (float)samples[i] : 0;
    interpolator_between(window, between, lanes_best());
    assert_true(fabs((double)between[0] - (1.0009 + 0.3013 * bend)) < 0.0001);
}

static void test_smooth_sound_has_a_close_bound(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};

    sound_add_sine(&sound, 1000, -6, 0.1);
    for (enum lanes lanes = LANES_NONE; lanes <= LANES_NARROW; lanes++) {
        float highest = interpolator_magnitude(sound.pcm, 480, lanes);
        float bound = interpolator_bound(sound.pcm, 480, 0, lanes);
        assert_true(bound >= highest && bound < 1.01f * highest);
    }
}

/* At every floor what is skipped is not higher than it, and what is not is as
 * it was, by all lanes. */
static void test_only_points_up_to_the_floor_are_skipped(void **state)
{
    (void)state;
    static const enum lanes ways[] = {LANES_NONE, LANES_NARROW, LANES_WIDE};
    struct seeded_random random = {.state = 5};

    for (int turn = 0; turn < 3000; turn++) {
        float window[INTERPOLATOR_BLOCK + INTERPOLATOR_TAPS] = {0};
        float all[INTERPOLATOR_BLOCK];
        double hz = seeded_random_between(&random, 20, 20000);
        double rough = turn % 3 == 0 ? 0.1 : 0;
        for (size_t i = 0; i < sizeof window / sizeof *window; i++)
            window[i] =
                (float)(turn % 5 == 0 && i < 30
                            ? 0
                            : sin(2 * M_PI * hz / 48000 * ((double)i + turn)) +
                                  seeded_random_between(
                                      &random, -rough, rough));
        float floor = (float)seeded_random_between(&random, 0, 1.2);
        interpolator_between(window, all, LANES_NONE);
        for (size_t way = 0; way < 2 + (lanes_best() == LANES_WIDE); way++) {
            float some[INTERPOLATOR_BLOCK];
            float least = interpolator_least(window,
                INTERPOLATOR_BLOCK + INTERPOLATOR_TAPS, floor, ways[way]);
            interpolator_between_above(window, least, some, ways[way]);
            for (int i = 0; i < INTERPOLATOR_BLOCK; i++)
                assert_true(
                    some[i] == all[i] || (some[i] == 0 && all[i] <= floor));
        }
    }
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
        cmocka_unit_test(test_no_point_is_higher_than_what_bends_allow),
        cmocka_unit_test(test_bound_of_bends_is_nearly_reached),
        cmocka_unit_test(test_smooth_sound_has_a_close_bound),
        cmocka_unit_test(test_only_points_up_to_the_floor_are_skipped),
        cmocka_unit_test(test_magnitude_shows_what_is_not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
