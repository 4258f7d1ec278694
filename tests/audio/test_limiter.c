/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/limiter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

#define CEILING_DBTP (-2.6)
#define TOLERANCE_DB 0.1

static struct err err;

static void limit(struct sound *sound)
{
    own(limiter) limiter =
        limiter_new((int)sound->channels, CEILING_DBTP, &err);

    assert_non_null(limiter);
    sound_add_silence(sound, 0.01);
    limiter_process(limiter, sound->pcm, sound->frames);
}

static void check_peak(struct sound *sound)
{
    limit(sound);
    double dbtp = sound_peak_dbtp(sound);
    if (dbtp > CEILING_DBTP + TOLERANCE_DB)
        print_error("true peak %.3f dBTP\n", dbtp);
    assert_true(dbtp <= CEILING_DBTP + TOLERANCE_DB);
}

static void test_sines_of_any_pitch_and_level_stay_under_the_ceiling(
    void **state)
{
    (void)state;
    for (double hz = 30; hz < 21000; hz *= 1.37)
        for (double dbfs = -3; dbfs < 25; dbfs += 9) {
            own_value(sound) sound = {.channels = 2};
            sound_add_silence(&sound, 0.02);
            sound_add_sine(&sound, hz, dbfs, 0.2);
            check_peak(&sound);
        }
}

static void test_squares_stay_under_the_ceiling(void **state)
{
    (void)state;
    for (double hz = 40; hz < 12000; hz *= 1.71) {
        own_value(sound) sound = {.channels = 1};
        sound_add_square(&sound, hz, 6, 0.3);
        check_peak(&sound);
    }
}

static void test_clicks_stay_under_the_ceiling(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    struct seeded_random random = {5};

    sound_add_noise(&sound, -30, 1);
    for (int i = 0; i < 60; i++) {
        size_t at = seeded_random_below(&random, 2 * sound.frames);
        sound.pcm[at] = (float)seeded_random_between(&random, -20, 20);
    }
    check_peak(&sound);
}

static void test_noise_stays_under_the_ceiling(void **state)
{
    (void)state;
    for (double dbfs = -6; dbfs <= 30; dbfs += 6) {
        own_value(sound) sound = {.channels = 2};
        sound_add_noise(&sound, dbfs, 0.5);
        check_peak(&sound);
    }
}

static void test_speech_stays_under_the_ceiling(void **state)
{
    (void)state;
    for (double lufs = -20; lufs <= 4; lufs += 12) {
        own_value(sound) sound = {.channels = 2};
        sound_add_speech(&sound, 1, lufs, 4);
        check_peak(&sound);
    }
}

static double speech_lufs_after(double release_seconds)
{
    own_value(sound) sound = {.channels = 2};
    own(limiter) limiter = limiter_new(2, CEILING_DBTP, &err);

    limiter_set_release(limiter, release_seconds);
    sound_add_speech(&sound, 1, -4, 4);
    limiter_process(limiter, sound.pcm, sound.frames);
    assert_true(sound_peak_dbtp(&sound) <= CEILING_DBTP + TOLERANCE_DB);
    return sound_lufs(&sound, 0, sound.frames);
}

static void test_short_release_is_louder_under_the_same_ceiling(void **state)
{
    (void)state;
    assert_true(speech_lufs_after(0.01) > speech_lufs_after(0.04) + 0.3);
}

static void test_sound_below_the_ceiling_passes_bit_for_bit(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own_value(sound) before = {.channels = 2};

    sound_add_noise(&sound, -9, 1);
    sound_add_sine(&sound, 1000, -2.7, 1);
    memcpy(sound_add_frames(&before, sound.frames), sound.pcm,
        2 * sound.frames * sizeof(float));
    limit(&sound);
    assert_memory_equal(sound.pcm + 2 * 240, before.pcm,
        2 * (before.frames - 240) * sizeof(float));
}

static void test_lookahead_is_five_milliseconds(void **state)
{
    (void)state;
    own(limiter) limiter = limiter_new(1, CEILING_DBTP, &err);
    own_value(sound) sound = {.channels = 1};

    assert_int_equal(limiter_lookahead_48k(limiter), 240);
    sound_add_frames(&sound, 1000);
    sound.pcm[300] = 0.25f;
    limiter_process(limiter, sound.pcm, 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_true(sound.pcm[i] == (i == 540 ? 0.25f : 0));
}

/* The left channel bangs, the right one is constant and shows the gain. */
static void test_gain_has_no_step_and_recovers(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    float least = 1;

    sound_add_frames(&sound, 96000);
    for (size_t i = 0; i < sound.frames; i++)
        sound.pcm[2 * i + 1] = 0.125f;
    for (size_t i = 9600; i < 12000; i++)
        sound.pcm[2 * i] = i % 100 < 50 ? 3 : -3;
    limit(&sound);
    for (size_t i = 241; i < 96000; i++) {
        float before = sound.pcm[2 * i - 1] / 0.125f;
        float gain = sound.pcm[2 * i + 1] / 0.125f;
        assert_true(gain <= 1 && gain > 0);
        assert_true(fabsf(gain - before) < 0.011f);
        least = fminf(least, gain);
    }
    assert_true(least < 0.26f);
    assert_true(sound.pcm[2 * 9600 + 1] > 0.124f);
    assert_true(sound.pcm[2 * 13200 + 1] < 0.6f * 0.125f); /* 20 ms after */
    assert_true(sound.pcm[2 * 36000 + 1] > 0.95f * 0.125f);
    assert_true(sound.pcm[2 * 95999 + 1] > 0.1249f);
}

static void test_gain_returns_to_exactly_one(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};

    sound_add_noise(&sound, 20, 0.1);
    size_t loud = sound.frames;
    sound_add_frames(&sound, 4 * 48000);
    for (size_t i = loud; i < sound.frames; i++)
        sound.pcm[i] = 0.3f;
    limit(&sound);
    for (size_t i = 3 * 48000; i < 4 * 48000; i++)
        assert_true(sound.pcm[i] == 0.3f);
}

static void test_both_channels_get_the_same_gain(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};

    sound_add_noise(&sound, 12, 0.5);
    for (size_t i = 0; i < sound.frames; i++)
        sound.pcm[2 * i + 1] = sound.pcm[2 * i] / 4;
    limit(&sound);
    for (size_t i = 0; i < sound.frames; i++)
        assert_true(fabsf(sound.pcm[2 * i + 1] - sound.pcm[2 * i] / 4) < 1e-6f);
}

static void test_nan_and_infinity_are_silence_and_leave_no_trace(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own_value(sound) zeroed = {.channels = 2};

    sound_add_noise(&sound, 3, 0.5);
    sound_add_noise(&zeroed, 3, 0.5);
    for (size_t i = 100; i < 40000; i += 777) {
        sound.pcm[i] = i % 2 ? NAN : -INFINITY;
        zeroed.pcm[i] = 0;
    }
    limit(&sound);
    limit(&zeroed);
    assert_memory_equal(
        sound.pcm, zeroed.pcm, 2 * sound.frames * sizeof(float));
}

static void test_block_sizes_make_no_difference(void **state)
{
    (void)state;
    own_value(sound) whole = {.channels = 2};
    own_value(sound) pieces = {.channels = 2};
    own(limiter) limiter = limiter_new(2, CEILING_DBTP, &err);
    struct seeded_random random = {6};

    sound_add_noise(&whole, 10, 0.5);
    sound_add_noise(&pieces, 10, 0.5);
    limit(&whole);
    sound_add_silence(&pieces, 0.01);
    for (size_t at = 0, now; at < pieces.frames; at += now) {
        now = 1 + seeded_random_below(&random, 1500);
        now = now < pieces.frames - at ? now : pieces.frames - at;
        limiter_process(limiter, pieces.pcm + 2 * at, now);
    }
    assert_memory_equal(
        whole.pcm, pieces.pcm, 2 * whole.frames * sizeof(float));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_sines_of_any_pitch_and_level_stay_under_the_ceiling),
        cmocka_unit_test(test_squares_stay_under_the_ceiling),
        cmocka_unit_test(test_clicks_stay_under_the_ceiling),
        cmocka_unit_test(test_noise_stays_under_the_ceiling),
        cmocka_unit_test(test_speech_stays_under_the_ceiling),
        cmocka_unit_test(test_short_release_is_louder_under_the_same_ceiling),
        cmocka_unit_test(test_sound_below_the_ceiling_passes_bit_for_bit),
        cmocka_unit_test(test_lookahead_is_five_milliseconds),
        cmocka_unit_test(test_gain_has_no_step_and_recovers),
        cmocka_unit_test(test_gain_returns_to_exactly_one),
        cmocka_unit_test(test_both_channels_get_the_same_gain),
        cmocka_unit_test(test_nan_and_infinity_are_silence_and_leave_no_trace),
        cmocka_unit_test(test_block_sizes_make_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
