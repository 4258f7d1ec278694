/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/pcm.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_what_is_not_a_number_becomes_silence(void **state)
{
    (void)state;
    assert_true(pcm_finite(NAN) == 0);
    assert_true(pcm_finite(-HUGE_VALF) == 0);
    assert_true(pcm_finite(1e30f) == PCM_LOUDEST);
    assert_true(pcm_finite(-0.5f) == -0.5f);
}

static void test_each_sample_of_a_long_copy_is_looked_at(void **state)
{
    enum { SAMPLES = 101 };
    float from[SAMPLES];
    float to[SAMPLES];

    (void)state;
    for (size_t bad = 0; bad < SAMPLES; bad++) {
        for (size_t i = 0; i < SAMPLES; i++)
            from[i] = (float)i - 50;
        from[bad] = bad % 2 ? NAN : -1e9f;
        pcm_copy_finite(to, from, SAMPLES);
        pcm_copy_finite(from, from, SAMPLES);
        for (size_t i = 0; i < SAMPLES; i++) {
            float fine =
                i == bad ? (bad % 2 ? 0 : -PCM_LOUDEST) : (float)i - 50;
            assert_true(to[i] == fine);
            assert_true(from[i] == fine);
        }
    }
}

static void test_two_samples_at_full_scale_in_a_row_clip(void **state)
{
    static const float alone[] = {0, 1, 0.5f, -1, 0, 1.5f};
    static const float flat[] = {0, 1, 1, 1.2f, 0, -1, -1, 0};

    (void)state;
    assert_int_equal(pcm_count_clipped(alone, 6, 1), 0);
    assert_int_equal(pcm_count_clipped(flat, 8, 1), 3);
    assert_int_equal(pcm_count_clipped(flat, 0, 1), 0);
}

static void test_the_full_scale_of_16_bits_counts(void **state)
{
    static const float pcm[] = {32767 / 32768.0f, 32767 / 32768.0f,
        32766 / 32768.0f, 32700 / 32768.0f, 32700 / 32768.0f};

    (void)state;
    assert_int_equal(pcm_count_clipped(pcm, 5, 1), 2);
}

static void test_each_channel_is_judged_by_itself(void **state)
{
    static const float left_only[] = {1, 0, 1, 0, 1, 0};
    static const float in_turn[] = {1, 0, 0, 1, 1, 0};

    (void)state;
    assert_int_equal(pcm_count_clipped(left_only, 3, 2), 2);
    assert_int_equal(pcm_count_clipped(in_turn, 3, 2), 0);
}

static void test_clipping_is_found_wherever_it_is(void **state)
{
    enum { FRAMES = 70 };
    float pcm[2 * FRAMES] = {0};

    (void)state;
    for (size_t at = 2; at < 2 * FRAMES; at++) {
        pcm[at] = -1;
        pcm[at - 2] = 1;
        assert_int_equal(pcm_count_clipped(pcm, FRAMES, 2), 1);
        pcm[at] = 0;
        pcm[at - 2] = 0;
    }
    assert_int_equal(pcm_count_clipped(pcm, FRAMES, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_not_a_number_becomes_silence),
        cmocka_unit_test(test_each_sample_of_a_long_copy_is_looked_at),
        cmocka_unit_test(test_two_samples_at_full_scale_in_a_row_clip),
        cmocka_unit_test(test_the_full_scale_of_16_bits_counts),
        cmocka_unit_test(test_each_channel_is_judged_by_itself),
        cmocka_unit_test(test_clipping_is_found_wherever_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
