/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/ramped_delay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define FRAMES 100

static void test_what_went_in_comes_out_so_many_frames_later(void **state)
{
    own(ramped_delay) delay = ramped_delay_new(2, FRAMES, NULL);
    float pcm[2 * 250];

    (void)state;
    for (int i = 0; i < 2 * 250; i++)
        pcm[i] = (float)(i + 1);
    ramped_delay_process(delay, pcm, 30);
    ramped_delay_process(delay, pcm + 2 * 30, 220); /* more than it holds */
    for (int i = 0; i < 2 * 250; i++)
        assert_true(pcm[i] == (float)(i < 2 * FRAMES ? 0 : i + 1 - 2 * FRAMES));
}

static void test_gain_arrives_in_even_steps_for_all_channels(void **state)
{
    own(ramped_delay) delay = ramped_delay_new(2, 1, NULL);
    float pcm[2 * 9];

    (void)state;
    for (int i = 0; i < 2 * 9; i++)
        pcm[i] = 1;
    ramped_delay_process(delay, pcm, 1);
    ramped_delay_head_for(delay, 0.5F, 8);
    ramped_delay_process(delay, pcm + 2, 8);
    for (int i = 1; i <= 8; i++) {
        assert_true(pcm[2 * i] == 1 - (float)i / 16);
        assert_true(pcm[2 * i + 1] == pcm[2 * i]);
    }
    assert_true(ramped_delay_gain_in(delay, 0) == 0.5);
    assert_true(ramped_delay_gain_in(delay, 1) == 0.5 - 1 / 16.0);
}

static void test_gain_that_is_set_is_there_at_once_and_stays(void **state)
{
    own(ramped_delay) delay = ramped_delay_new(1, 1, NULL);
    float pcm[] = {1, 1, 1};

    (void)state;
    ramped_delay_head_for(delay, 8, 2);
    ramped_delay_set_gain(delay, 2);
    ramped_delay_process(delay, pcm, 3);
    assert_true(pcm[0] == 0 && pcm[1] == 2 && pcm[2] == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_went_in_comes_out_so_many_frames_later),
        cmocka_unit_test(test_gain_arrives_in_even_steps_for_all_channels),
        cmocka_unit_test(test_gain_that_is_set_is_there_at_once_and_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
