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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_not_a_number_becomes_silence),
        cmocka_unit_test(test_two_samples_at_full_scale_in_a_row_clip),
        cmocka_unit_test(test_the_full_scale_of_16_bits_counts),
        cmocka_unit_test(test_each_channel_is_judged_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
