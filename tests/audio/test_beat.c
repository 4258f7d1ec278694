/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/beat.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/seeded_random.h"

/* Strokes so many hops apart, which fade. */
static double regularity_of(int least_hops, int most_hops, int hops)
{
    struct seeded_random random = {.state = 3};
    struct beat beat = {0};
    int left = 0;
    double energy = 0;

    for (int i = 0; i < hops; i++) {
        energy *= 0.85;
        if (left-- <= 0) {
            energy = 0.01;
            left = (int)lround(
                seeded_random_between(&random, least_hops, most_hops));
        }
        beat_push(&beat, energy + 1e-7);
    }
    return beat_regularity(&beat);
}

static void test_even_strokes_are_regular(void **state)
{
    (void)state;
    for (int hops = 24; hops < 80; hops += 8)
        assert_true(regularity_of(hops, hops, 800) > 0.7);
}

static void test_strokes_by_chance_are_not(void **state)
{
    (void)state;
    assert_true(regularity_of(12, 70, 800) < 0.5);
}

static void test_nothing_is_known_before_three_seconds(void **state)
{
    (void)state;
    assert_true(regularity_of(32, 32, 280) == 0);
    assert_true(regularity_of(32, 32, 400) > 0.7);
}

static void test_silence_has_no_beat(void **state)
{
    struct beat beat = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        beat_push(&beat, 0);
    assert_true(beat_regularity(&beat) < 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_even_strokes_are_regular),
        cmocka_unit_test(test_strokes_by_chance_are_not),
        cmocka_unit_test(test_nothing_is_known_before_three_seconds),
        cmocka_unit_test(test_silence_has_no_beat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
