/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/music_gain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recorder/audio/k_weighting.h"

#define AIM_LUFS (-16.0)

static void hear(struct music_gain *music, double lufs, int steps)
{
    for (int i = 0; i < steps; i++)
        music_gain_hear(music, k_weighting_energy_of(lufs));
}

static void hear_speech(struct music_gain *music, int steps)
{
    for (int i = 0; i < steps; i++)
        music_gain_hear_speech(music);
}

static void test_loud_piece_falls_fast_at_first_and_then_slowly(void **state)
{
    (void)state;
    struct music_gain music = {0};

    hear(&music, -10, 30);
    assert_true(music_gain_slope(&music, 0, AIM_LUFS, 0) < -3);
    hear(&music, -10, 100);
    double slope = music_gain_slope(&music, 0, AIM_LUFS, 0);
    assert_true(slope < 0 && slope >= -1);
}

static void test_piece_as_loud_as_the_talkers_is_left_alone(void **state)
{
    (void)state;
    struct music_gain music = {0};

    for (int i = 0; i < 1000; i++) {
        hear(&music, i % 40 < 20 ? -16.5 : -23, 1);
        assert_true(music_gain_slope(&music, 0, AIM_LUFS, 0) == 0);
    }
}

static void test_quiet_piece_rises_slowly_and_a_faint_one_never(void **state)
{
    (void)state;
    struct music_gain quiet = {0};
    struct music_gain faint = {0};

    hear(&quiet, -28, 200);
    double slope = music_gain_slope(&quiet, 0, AIM_LUFS, 0);
    assert_true(slope > 0 && slope <= 0.2);
    hear(&faint, -45, 200);
    assert_true(music_gain_slope(&faint, 0, AIM_LUFS, 0) == 0);
}

static void test_quiet_piece_comes_up_while_it_begins(void **state)
{
    (void)state;
    struct music_gain music = {0};

    hear_speech(&music, 60);
    hear(&music, -22, 80);
    double slope = music_gain_slope(&music, 0, AIM_LUFS, 0);
    assert_true(slope >= 1 && slope <= 3);
    assert_true(music_gain_slope(&music, 4, AIM_LUFS, 0) == 0);
}

static void test_pieces_of_a_room_that_is_too_quiet_begin_louder(void **state)
{
    (void)state;
    struct music_gain music = {0};

    hear(&music, -18, 80);
    assert_true(music_gain_slope(&music, 0, AIM_LUFS, 0.2) == 0);
    assert_true(music_gain_slope(&music, 0, AIM_LUFS, 0.8) >= 1);
    assert_true(music_gain_slope(&music, 1.8, AIM_LUFS, 3) == 0);
    hear(&music, -18, 100);
    assert_true(music_gain_slope(&music, 0, AIM_LUFS, 0.8) == 0);
}

/* Nobody has spoken, so there is no gain yet that it could keep. */
static void test_piece_that_opens_the_room_is_brought_up_at_once(void **state)
{
    (void)state;
    struct music_gain opening = {0};
    struct music_gain later = {0};
    struct music_gain noise = {0};

    hear(&opening, -40, 40);
    assert_true(music_gain_slope(&opening, 0, AIM_LUFS, 0) > 3);
    assert_true(music_gain_slope(&opening, 22, AIM_LUFS, 0) == 0);
    hear(&opening, -40, 200);
    assert_true(music_gain_slope(&opening, 0, AIM_LUFS, 0) < 0.5);
    hear_speech(&later, 60);
    hear(&later, -40, 40);
    assert_true(music_gain_slope(&later, 0, AIM_LUFS, 0) == 0);
    hear(&noise, -50, 40);
    assert_true(music_gain_slope(&noise, 0, AIM_LUFS, 0) == 0);
}

static void test_few_words_after_a_piece_are_doubted(void **state)
{
    (void)state;
    struct music_gain music = {0};

    assert_false(music_gain_doubts_speech(&music));
    hear(&music, -16, 200);
    hear_speech(&music, 4);
    assert_true(music_gain_doubts_speech(&music));
    hear_speech(&music, 10);
    assert_false(music_gain_doubts_speech(&music));
}

static void test_piece_is_over_after_two_seconds_of_speech(void **state)
{
    (void)state;
    struct music_gain music = {0};

    hear(&music, -16, 200);
    hear_speech(&music, 60);
    hear(&music, -6, 30);
    assert_true(music_gain_slope(&music, 0, AIM_LUFS, 0) < -3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loud_piece_falls_fast_at_first_and_then_slowly),
        cmocka_unit_test(test_piece_as_loud_as_the_talkers_is_left_alone),
        cmocka_unit_test(test_quiet_piece_rises_slowly_and_a_faint_one_never),
        cmocka_unit_test(test_quiet_piece_comes_up_while_it_begins),
        cmocka_unit_test(test_pieces_of_a_room_that_is_too_quiet_begin_louder),
        cmocka_unit_test(test_piece_that_opens_the_room_is_brought_up_at_once),
        cmocka_unit_test(test_few_words_after_a_piece_are_doubted),
        cmocka_unit_test(test_piece_is_over_after_two_seconds_of_speech),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
