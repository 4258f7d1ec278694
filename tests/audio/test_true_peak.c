/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/true_peak.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

static struct err err;

static float highest(const float *peaks, size_t frames)
{
    float most = 0;

    for (size_t i = 0; i < frames; i++)
        most = fmaxf(most, peaks[i]);
    return most;
}

/* To be freed. */
static float *peaks_of(const struct sound *sound, float floor)
{
    own(true_peak) peak = true_peak_new((int)sound->channels, &err);
    float *peaks = malloc((sound->frames + 1) * sizeof *peaks);

    assert_non_null(peaks);
    true_peak_push(peak, sound->pcm, sound->frames, floor, peaks);
    return peaks;
}

static void check_against_libebur128(struct sound *sound)
{
    sound_add_silence(sound, 0.01);
    own_heap(float) peaks = peaks_of(sound, 0);
    double dbtp = 20 * log10(highest(peaks, sound->frames));

    assert_true(fabs(dbtp - sound_peak_dbtp(sound)) < 0.01);
}

static void test_peaks_agree_with_libebur128(void **state)
{
    (void)state;
    static const double tones[] = {50, 997, 5333, 11999, 12001, 17000, 20000};

    for (size_t channels = 1; channels <= 2; channels++) {
        own_value(sound) noise = {.channels = channels};
        own_value(sound) square = {.channels = channels};
        sound_add_noise(&noise, -3, 0.5);
        check_against_libebur128(&noise);
        sound_add_square(&square, 441, -3, 0.5);
        check_against_libebur128(&square);
        for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
            own_value(sound) tone = {.channels = channels};
            sound_add_sine(&tone, tones[i], -6, 0.2);
            check_against_libebur128(&tone);
        }
    }
}

static void test_tone_between_the_samples_is_seen(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    float *pcm = sound_add_frames(&sound, 4800);

    for (size_t i = 0; i < 4800; i++) {
        double fade = fmin(fmin((double)i, (double)(4799 - i)) / 480, 1);
        pcm[i] = (float)(fade * sin(M_PI / 2 * (double)(i % 4) + M_PI / 4));
    }
    own_heap(float) peaks = peaks_of(&sound, 0);
    assert_true(fabsf(highest(peaks, 4800) - 1) < 0.02f);
    assert_true(highest(pcm, 4800) < 0.71f);
}

static void test_peak_is_told_six_frames_after_its_sample(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};

    sound_add_frames(&sound, 200);
    sound.pcm[2 * 100 + 1] = -0.5f;
    own_heap(float) peaks = peaks_of(&sound, 0);
    assert_true(peaks[100 + TRUE_PEAK_DELAY_48K] == 0.5f);
    assert_true(highest(peaks, 100 + TRUE_PEAK_DELAY_48K - 1) < 0.5f);
    assert_true(highest(peaks, 100) < 0.2f);
}

static void test_floor_changes_nothing_above_it(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};

    for (int i = 0; i < 200; i++)
        sound_add_noise(&sound, -30 + 29 * (i * 37 % 100) / 100., 0.01);
    own_heap(float) all = peaks_of(&sound, 0);
    for (float floor = 0.05f; floor < 1.2f; floor += 0.13f) {
        own_heap(float) some = peaks_of(&sound, floor);
        for (size_t i = 0; i < sound.frames; i++)
            assert_true(all[i] > floor ? some[i] == all[i] : some[i] <= floor);
    }
}

static void test_block_sizes_make_no_difference(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    struct seeded_random random = {2};

    sound_add_noise(&sound, 0, 0.5);
    own_heap(float) whole = peaks_of(&sound, 0);
    own_heap(float) pieces = malloc(sound.frames * sizeof *pieces);
    own(true_peak) peak = true_peak_new(2, &err);
    for (size_t at = 0, now; at < sound.frames; at += now) {
        now = 1 + seeded_random_below(&random, 300);
        now = now < sound.frames - at ? now : sound.frames - at;
        true_peak_push(peak, sound.pcm + 2 * at, now, 0, pieces + at);
    }
    assert_memory_equal(whole, pieces, sound.frames * sizeof *whole);
}

/* Samples of full scale, each with the sign that adds up in the middle. */
static void test_worst_samples_rise_exactly_by_the_stated_bound(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    static const float signs[12] = {-1, 1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1};

    sound_add_frames(&sound, 100);
    memcpy(sound.pcm + 40, signs, sizeof signs);
    own_heap(float) peaks = peaks_of(&sound, 0);
    assert_true(highest(peaks, 100) <= TRUE_PEAK_MOST_RISE);
    assert_true(highest(peaks, 100) > TRUE_PEAK_MOST_RISE - 0.001f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_peaks_agree_with_libebur128),
        cmocka_unit_test(test_tone_between_the_samples_is_seen),
        cmocka_unit_test(test_peak_is_told_six_frames_after_its_sample),
        cmocka_unit_test(test_floor_changes_nothing_above_it),
        cmocka_unit_test(test_block_sizes_make_no_difference),
        cmocka_unit_test(test_worst_samples_rise_exactly_by_the_stated_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
