/* SPDX-License-Identifier: BSD-2-Clause */
/* The recording_player, and the limited_player that stands on it. */
#include "publisher/media/limited_player.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

#define MOST_FRAMES 200000

static float heard[2 * MOST_FRAMES];

/* All that the player gives, into `heard`. */
static size_t play(void)
{
    float pcm[2 * RECORDING_PLAYER_MOST_FRAMES];
    struct err err = {0};
    size_t at = 0;
    size_t frames;
    own(recording_player) player = recording_player_new("in.opus", &err);

    assert_non_null(player);
    size_t channels = (size_t)recording_player_channels(player);
    do {
        assert_true(recording_player_pull(player, pcm, &frames, &err));
        memcpy(heard + at * channels, pcm, frames * channels * sizeof *pcm);
        at += frames;
    } while (frames > 0);
    return at;
}

/* The same through a gain and a limiter. */
static size_t play_limited(double gain_db, double ceiling_dbtp)
{
    float pcm[2 * RECORDING_PLAYER_MOST_FRAMES];
    struct err err = {0};
    size_t at = 0;
    size_t frames;
    own(limited_player) player =
        limited_player_new("in.opus", gain_db, ceiling_dbtp, &err);

    assert_non_null(player);
    size_t channels = (size_t)limited_player_channels(player);
    do {
        assert_true(limited_player_pull(player, pcm, &frames, &err));
        memcpy(heard + at * channels, pcm, frames * channels * sizeof *pcm);
        at += frames;
    } while (frames > 0);
    return at;
}

static void record_noise(int channels, size_t frames)
{
    struct sound noise = sound_of_noise(channels, frames, 0.1);

    tool_do("rm -f in.opus in.jsonl");
    make_recording("in", &noise, -20);
    sound_clear(&noise);
}

/* How far `heard` is below what is expected, in dB. */
static double deviation_db(const float *expected, size_t samples)
{
    double energy = 0;
    double error = 0;

    for (size_t i = 0; i < samples; i++) {
        double difference = heard[i] - expected[i];
        energy += expected[i] * expected[i];
        error += difference * difference;
    }
    return 10 * log10(energy / error);
}

static void test_it_plays_what_ffmpeg_decodes_header_gain_included(void **state)
{
    static const size_t lengths[] = {1, 959, 100001};

    (void)state;
    for (int channels = 1; channels <= 2; channels++)
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            size_t samples;
            record_noise(channels, lengths[i]);
            float *expected = decoded("in.opus", &samples);
            assert_int_equal(play(), lengths[i]);
            assert_int_equal(samples, lengths[i] * (size_t)channels);
            assert_true(deviation_db(expected, samples) > 50);
            free(expected);
        }
}

static void test_limiter_below_its_ceiling_only_amplifies_in_place(void **state)
{
    static float expected[2 * MOST_FRAMES];

    (void)state;
    record_noise(2, 100001);
    play();
    for (size_t i = 0; i < 2 * 100001; i++)
        expected[i] = heard[i] * (float)pow(10, -6 / 20.0);
    assert_int_equal(play_limited(-6, -1), 100001);
    assert_true(deviation_db(expected, 2 * 100001) > 100);
}

static void test_limiter_holds_its_ceiling_and_the_length(void **state)
{
    (void)state;
    record_noise(1, 100001);
    assert_int_equal(play_limited(20, -6), 100001);
    for (size_t i = 0; i < 100001; i++)
        assert_true(fabsf(heard[i]) <= 0.502F);
}

static void test_damaged_page_is_heard_as_silence_in_its_place(void **state)
{
    size_t silent = 0;

    (void)state;
    record_noise(1, 192000);
    int middle = (int)tool_number("expr $(stat -c %%s in.opus) / 2");
    tool_do(
        "printf xxxx | dd of=in.opus bs=1 seek=%d conv=notrunc 2>&1", middle);
    assert_int_equal(play(), 192000);
    for (size_t i = 0; i < 192000; i++)
        silent += heard[i] == 0;
    assert_in_range(silent, 960, 48000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_it_plays_what_ffmpeg_decodes_header_gain_included),
        cmocka_unit_test(
            test_limiter_below_its_ceiling_only_amplifies_in_place),
        cmocka_unit_test(test_limiter_holds_its_ceiling_and_the_length),
        cmocka_unit_test(test_damaged_page_is_heard_as_silence_in_its_place),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
