/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/loudness_gain.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"
#include "tests/support/wave_shape.h"

static struct loudness measured(double lufs, double dbtp)
{
    return (struct loudness){.integrated_lufs = lufs,
        .momentary_lufs = lufs,
        .short_term_lufs = lufs,
        .range_lu = 5,
        .true_peak_dbtp = dbtp};
}

static void test_gain_is_what_is_missing_to_the_target(void **state)
{
    (void)state;
    struct loudness loudness = measured(-20, -10);
    struct loudness_gain gain = loudness_gain_for(&loudness, -16);

    assert_int_equal(gain.gain_q8, 4 * 256);
    assert_true(gain.short_lu == 0);
}

static void test_gain_rounds_to_the_nearest_step(void **state)
{
    (void)state;
    struct loudness loudness = measured(-16 - 0.6 / 256, -10);

    assert_int_equal(loudness_gain_for(&loudness, -16).gain_q8, 1);
    loudness.integrated_lufs = -16 + 0.4 / 256;
    assert_int_equal(loudness_gain_for(&loudness, -16).gain_q8, 0);
    loudness.integrated_lufs = -16 + 0.6 / 256;
    assert_int_equal(loudness_gain_for(&loudness, -16).gain_q8, -1);
}

static void test_true_peak_limits_the_gain_and_says_what_is_missing(
    void **state)
{
    (void)state;
    struct loudness loudness = measured(-20, LOUDNESS_PEAK_AIM_DBTP - 2);
    struct loudness_gain gain = loudness_gain_for(&loudness, -16);

    assert_int_equal(gain.gain_q8, 2 * 256);
    assert_true(fabs(gain.short_lu - 2) < 1e-9);
}

static void test_no_rounding_ever_exceeds_the_peak_limit(void **state)
{
    (void)state;
    for (double peak = -30; peak < 8; peak += 0.00137) {
        struct loudness loudness = measured(-20, peak);
        struct loudness_gain gain = loudness_gain_for(&loudness, -16);
        struct loudness after = loudness_after_gain(&loudness, gain.gain_q8);

        assert_true(after.true_peak_dbtp <= LOUDNESS_PEAK_AIM_DBTP + 1e-6);
        assert_true(
            fabs(after.integrated_lufs + gain.short_lu + 16) <= 1 / 512.);
    }
}

static void test_silence_keeps_gain_zero(void **state)
{
    (void)state;
    struct loudness loudness = measured(-HUGE_VAL, -HUGE_VAL);
    struct loudness_gain gain = loudness_gain_for(&loudness, -16);

    assert_int_equal(gain.gain_q8, 0);
    assert_true(gain.short_lu == 0);
    assert_int_equal(loudness_track_gain_q8(&loudness), 0);
}

static void test_click_in_silence_is_still_kept_under_the_peak_limit(
    void **state)
{
    (void)state;
    struct loudness loudness = measured(-HUGE_VAL, LOUDNESS_PEAK_AIM_DBTP + 2);
    struct loudness_gain gain = loudness_gain_for(&loudness, -16);

    assert_int_equal(gain.gain_q8, -2 * 256);
    assert_true(gain.short_lu == 0);
}

static void test_gain_stays_within_forty_decibels(void **state)
{
    (void)state;
    struct loudness whisper = measured(-69, -60);
    struct loudness roar = measured(30, 40);

    assert_int_equal(loudness_gain_for(&whisper, -16).gain_q8, 40 * 256);
    assert_true(loudness_gain_for(&whisper, -16).short_lu == 0);
    assert_int_equal(loudness_gain_for(&roar, -16).gain_q8, -40 * 256);
}

static void test_gain_moves_all_levels_and_not_the_range(void **state)
{
    (void)state;
    struct loudness loudness = measured(-20, -10);
    struct loudness after = loudness_after_gain(&loudness, -512);

    assert_true(after.integrated_lufs == -22);
    assert_true(after.momentary_lufs == -22);
    assert_true(after.short_term_lufs == -22);
    assert_true(after.true_peak_dbtp == -12);
    assert_true(after.range_lu == 5);
}

/* A murmur that is below the absolute gate until a gain lifts it above. */
static void add_quiet_room(struct sound *sound)
{
    sound_add_sine(sound, 1000, -50, 5);
    sound_add_sine(sound, 1000, -62, 10);
    sound_add_sine(sound, 1000, -74, 30);
}

static double lufs_with_gain(const struct sound *sound, double gain_db)
{
    own_value(sound) louder = {.channels = sound->channels};
    float scale = (float)pow(10, gain_db / 20);

    sound_add_frames(&louder, sound->frames);
    for (size_t i = 0; i < sound->frames * sound->channels; i++)
        louder.pcm[i] = sound->pcm[i] * scale;
    return sound_lufs(&louder, 0, louder.frames);
}

static void test_quiet_room_lands_on_the_target_as_others_measure_it(
    void **state)
{
    (void)state;
    struct err err = {0};
    own_value(sound) sound = {.channels = 2};
    own(loudness_meter) meter = loudness_meter_new(2, &err);
    struct loudness after;

    add_quiet_room(&sound);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    struct loudness_gain gain = loudness_gain_find(meter, -16, &after);
    double heard = lufs_with_gain(&sound, gain.gain_q8 / 256.0);

    assert_true(fabs(heard - -16) < 0.05);
    assert_true(fabs(after.integrated_lufs - heard) < 0.05);
}

static void test_gain_found_is_limited_by_true_peak_too(void **state)
{
    (void)state;
    struct err err = {0};
    own_value(sound) sound = {.channels = 2};
    own(loudness_meter) meter = loudness_meter_new(2, &err);
    struct loudness after;

    add_quiet_room(&sound);
    sound_add_sine(&sound, 1000, -20, 0.02);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    struct loudness_gain gain = loudness_gain_find(meter, -16, &after);

    assert_true(after.true_peak_dbtp <= -1);
    assert_true(gain.short_lu > 5);
    assert_true(fabs(after.integrated_lufs + gain.short_lu - -16) < 0.05);
}

/* Strokes of noise, dulled towards 24 kHz as by coding. */
static void add_applause(struct sound *sound, double seconds)
{
    struct sound claps = {.channels = 1};
    double fade = 0;
    float before[2] = {0};

    sound_add_noise(&claps, 0, seconds);
    for (size_t i = 0; i < claps.frames; i++) {
        if (seeded_random_below(&claps.random, 400) == 0)
            fade = seeded_random_between(&claps.random, 0.2, 1);
        fade *= 0.997;
        float stroke = claps.pcm[i] * (float)fade;
        claps.pcm[i] = (stroke + 2 * before[0] + before[1]) / 4;
        before[1] = before[0];
        before[0] = stroke;
    }
    memcpy(sound_add_frames(sound, claps.frames), claps.pcm,
        claps.frames * sizeof *claps.pcm);
    sound_clear(&claps);
}

/* Of four times as many points, as ffmpeg has it, but by longer filters. */
static double fine_peak_dbtp(const struct sound *sound)
{
    struct err err = {0};
    own_value(wave) wave = {.rate_hz = 48000,
        .channels = 1,
        .frames = sound->frames,
        .samples = calloc(sound->frames, sizeof(float))};
    float peak = 0;

    memcpy(wave.samples, sound->pcm, sound->frames * sizeof *sound->pcm);
    assert_true(wave_convert_rate(&wave, 192000, &err));
    for (size_t i = 0; i < wave.frames; i++)
        peak = fmaxf(peak, fabsf(wave.samples[i]));
    return 20 * log10(peak);
}

static void test_applause_keeps_below_the_limit_by_a_finer_meter(void **state)
{
    (void)state;
    struct err err = {0};
    own_value(sound) sound = {.channels = 1};
    own(loudness_meter) meter = loudness_meter_new(1, &err);
    struct loudness after;

    add_applause(&sound, 5);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    struct loudness_gain gain = loudness_gain_find(meter, -8, &after);
    double fine_dbtp = fine_peak_dbtp(&sound) + gain.gain_q8 / 256.;

    if (fine_dbtp > LOUDNESS_PEAK_LIMIT_DBTP)
        print_error("%.2f dBTP\n", fine_dbtp);
    assert_true(gain.short_lu > 0);
    assert_true(fine_dbtp <= LOUDNESS_PEAK_LIMIT_DBTP);
}

static void test_track_gain_leads_from_minus_16_to_minus_23(void **state)
{
    (void)state;
    struct loudness loudness = measured(-16, -1);

    assert_int_equal(loudness_track_gain_q8(&loudness), -1792);
    loudness.integrated_lufs = 200;
    assert_int_equal(loudness_track_gain_q8(&loudness), INT16_MIN);
    loudness.integrated_lufs = -200;
    assert_int_equal(loudness_track_gain_q8(&loudness), INT16_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gain_is_what_is_missing_to_the_target),
        cmocka_unit_test(test_gain_rounds_to_the_nearest_step),
        cmocka_unit_test(
            test_true_peak_limits_the_gain_and_says_what_is_missing),
        cmocka_unit_test(test_no_rounding_ever_exceeds_the_peak_limit),
        cmocka_unit_test(test_silence_keeps_gain_zero),
        cmocka_unit_test(
            test_click_in_silence_is_still_kept_under_the_peak_limit),
        cmocka_unit_test(test_gain_stays_within_forty_decibels),
        cmocka_unit_test(test_gain_moves_all_levels_and_not_the_range),
        cmocka_unit_test(
            test_quiet_room_lands_on_the_target_as_others_measure_it),
        cmocka_unit_test(test_gain_found_is_limited_by_true_peak_too),
        cmocka_unit_test(test_applause_keeps_below_the_limit_by_a_finer_meter),
        cmocka_unit_test(test_track_gain_leads_from_minus_16_to_minus_23),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
