/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/gain_trial.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "publisher/media/limited_player.h"
#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

#define FRAMES (10 * 48000 + 333)

static const struct gain_trial four = {
    .path = "in.opus",
    .ceiling_dbtp = -3,
    .gains_db = {0, 6, 9.5, 12},
    .count = 4,
};

static void make(int channels)
{
    struct sound noise = sound_of_noise(channels, FRAMES, 0.1);

    tool_do("rm -f in.opus in.jsonl");
    make_recording("in", &noise, NAN);
    sound_clear(&noise);
}

static void measure(const struct gain_trial *trial, struct loudness *loudness)
{
    struct err err = {0};

    if (!gain_trial_measure(trial, loudness, &err))
        fail_msg("%s", err.text);
}

static void test_gains_tried_together_are_those_tried_alone(void **state)
{
    struct loudness together[GAIN_TRIAL_MOST];
    struct loudness alone[GAIN_TRIAL_MOST];

    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        make(channels);
        measure(&four, together);
        for (size_t i = 0; i < four.count; i++) {
            struct gain_trial one = four;
            one.gains_db[0] = four.gains_db[i];
            one.count = 1;
            measure(&one, alone);
            assert_true(
                alone[0].integrated_lufs == together[i].integrated_lufs);
            assert_true(alone[0].true_peak_dbtp == together[i].true_peak_dbtp);
        }
    }
}

static void test_where_nothing_is_limited_loudness_rises_by_the_gain(
    void **state)
{
    struct loudness found[GAIN_TRIAL_MOST];
    const struct gain_trial trial = {.path = "in.opus",
        .ceiling_dbtp = 60,
        .gains_db = {0, 7.5},
        .count = 2};

    (void)state;
    make(2);
    measure(&trial, found);
    assert_true(fabs(found[1].integrated_lufs - found[0].integrated_lufs -
                     7.5) < 0.001);
    assert_true(
        fabs(found[1].true_peak_dbtp - found[0].true_peak_dbtp - 7.5) < 0.001);
}

static void test_peaks_stay_under_the_ceiling_and_cost_loudness(void **state)
{
    struct loudness found[GAIN_TRIAL_MOST];

    (void)state;
    make(2);
    measure(&four, found);
    for (size_t i = 0; i < four.count; i++)
        assert_true(found[i].true_peak_dbtp <= four.ceiling_dbtp + 0.1);
    assert_true(found[3].integrated_lufs > found[1].integrated_lufs);
    assert_true(found[3].integrated_lufs - found[0].integrated_lufs < 12);
}

/* As the encoder is going to hear it. */
static void test_what_is_tried_is_what_a_limited_player_gives(void **state)
{
    static float pcm[2 * RECORDING_PLAYER_MOST_FRAMES];
    struct loudness found[GAIN_TRIAL_MOST];
    struct err err = {0};
    size_t frames;
    size_t sum = 0;

    (void)state;
    make(2);
    measure(&four, found);
    own(limited_player) player = limited_player_new("in.opus", 12, -3, &err);
    own(loudness_meter) meter = loudness_meter_new(2, &err);
    assert_true(player && meter);
    do {
        assert_true(limited_player_pull(player, pcm, &frames, &err));
        loudness_meter_push(meter, pcm, frames);
        sum += frames;
    } while (frames > 0);
    assert_int_equal(sum, FRAMES);
    assert_true(
        loudness_meter_read(meter).integrated_lufs == found[3].integrated_lufs);
}

static void test_a_recording_that_is_not_there_is_a_failure(void **state)
{
    struct loudness found[GAIN_TRIAL_MOST];
    const struct gain_trial trial = {.path = "none.opus", .count = 1};
    struct err err = {0};

    (void)state;
    assert_false(gain_trial_measure(&trial, found, &err));
    assert_string_equal(err.text, "open none.opus: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gains_tried_together_are_those_tried_alone),
        cmocka_unit_test(
            test_where_nothing_is_limited_loudness_rises_by_the_gain),
        cmocka_unit_test(test_peaks_stay_under_the_ceiling_and_cost_loudness),
        cmocka_unit_test(test_what_is_tried_is_what_a_limited_player_gives),
        cmocka_unit_test(test_a_recording_that_is_not_there_is_a_failure),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
