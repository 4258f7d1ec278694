/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The meter against libebur128 with its endless list of blocks: 0.01 LU and
 * 0.02 dB, on whatever may come; and its true peak against an oversampler of
 * an order so high that its own error does not matter.
 */
#include "recorder/audio/loudness_meter.h"

#include <ebur128.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

#define SILENT_DB (-120.0)
#define HALF_TAPS 64

static struct err err;

static bool is_near(
    const char *what, double value, double expected, double tolerance)
{
    /* Where we read nothing, they read the last trace of their filter. */
    if (value < SILENT_DB && expected < SILENT_DB)
        return true;
    if (fabs(value - expected) <= tolerance)
        return true;
    print_error(
        "%s: %.4f, expected %.4f +-%.2f\n", what, value, expected, tolerance);
    return false;
}

/* Each channel is 1, as ours has it unless told otherwise. */
static ebur128_state *judge_new(size_t channels, int rate_hz)
{
    ebur128_state *judge =
        ebur128_init((unsigned)channels, (unsigned long)rate_hz,
            EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK |
                EBUR128_MODE_SAMPLE_PEAK);

    assert_non_null(judge);
    for (unsigned c = 0; c < channels; c++)
        ebur128_set_channel(judge, c, EBUR128_LEFT);
    return judge;
}

static void judge_peaks(
    ebur128_state *judge, size_t channels, struct loudness *loudness)
{
    double peaks[2] = {0};

    for (unsigned c = 0; c < channels; c++) {
        double peak[2];
        ebur128_true_peak(judge, c, &peak[0]);
        ebur128_sample_peak(judge, c, &peak[1]);
        peaks[0] = fmax(peaks[0], peak[0]);
        peaks[1] = fmax(peaks[1], peak[1]);
    }
    loudness->true_peak_dbtp = 20 * log10(peaks[0]);
    loudness->sample_peak_dbfs = 20 * log10(peaks[1]);
}

/* With the windows' maxima at every 10 ms if it is to watch. */
static struct loudness judge(
    const struct sound *sound, int rate_hz, bool is_watching)
{
    ebur128_state *judge = judge_new(sound->channels, rate_hz);
    struct loudness loudness;
    double highest[2] = {-HUGE_VAL, -HUGE_VAL};
    size_t piece = (size_t)rate_hz / 100;

    for (size_t at = 0; at + piece <= sound->frames; at += piece) {
        ebur128_add_frames_float(
            judge, sound->pcm + at * sound->channels, piece);
        if (!is_watching)
            continue;
        ebur128_loudness_momentary(judge, &loudness.momentary_lufs);
        ebur128_loudness_shortterm(judge, &loudness.short_term_lufs);
        highest[0] = fmax(highest[0], loudness.momentary_lufs);
        highest[1] = fmax(highest[1], loudness.short_term_lufs);
    }
    ebur128_loudness_momentary(judge, &loudness.momentary_lufs);
    ebur128_loudness_shortterm(judge, &loudness.short_term_lufs);
    ebur128_loudness_global(judge, &loudness.integrated_lufs);
    ebur128_loudness_range(judge, &loudness.range_lu);
    judge_peaks(judge, sound->channels, &loudness);
    ebur128_destroy(&judge);
    loudness.highest_momentary_lufs = highest[0];
    loudness.highest_short_term_lufs = highest[1];
    return loudness;
}

static struct loudness measure(const struct sound *sound, int rate_hz)
{
    const struct loudness_format format = {
        .channels = (int)sound->channels, .rate_hz = rate_hz};
    own(loudness_meter) meter = loudness_meter_new_of(&format, &err);
    size_t frames = sound->frames - sound->frames % ((size_t)rate_hz / 100);

    assert_non_null(meter);
    loudness_meter_push(meter, sound->pcm, frames);
    return loudness_meter_read(meter);
}

static bool agrees(const struct loudness *ours, const struct loudness *theirs)
{
    bool integrated =
        is_near("I", ours->integrated_lufs, theirs->integrated_lufs, 0.01);
    bool range = is_near("LRA", ours->range_lu, theirs->range_lu, 0.01);
    bool momentary =
        is_near("M", ours->momentary_lufs, theirs->momentary_lufs, 0.01);
    bool short_term =
        is_near("S", ours->short_term_lufs, theirs->short_term_lufs, 0.01);
    bool peaks =
        is_near("TP", ours->true_peak_dbtp, theirs->true_peak_dbtp, 0.02) &&
        is_near("SP", ours->sample_peak_dbfs, theirs->sample_peak_dbfs, 0.001);

    return integrated && range && momentary && short_term && peaks;
}

static void check(const struct sound *sound, int rate_hz)
{
    struct loudness theirs = judge(sound, rate_hz, false);
    struct loudness ours = measure(sound, rate_hz);

    assert_true(agrees(&ours, &theirs));
}

/* Half a minute of noise whose level jumps about. */
static void test_jumping_noise(void **state)
{
    (void)state;
    for (size_t channels = 1; channels <= 2; channels++) {
        own_value(sound) sound = {.channels = channels};
        struct seeded_random random = {3};
        for (int i = 0; i < 150; i++)
            sound_add_noise(
                &sound, seeded_random_between(&random, -60, -10), 0.2);
        check(&sound, 48000);
        check(&sound, 44100);
    }
}

/* Many blocks lie about the gates. */
static void test_noise_that_fades_over_all_levels(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};

    for (int i = 0; i < 600; i++)
        sound_add_noise(&sound, -75 + 0.12 * i, 0.2);
    check(&sound, 48000);
}

static void test_gated_sequences(void **state)
{
    (void)state;
    struct seeded_random random = {5};

    for (int round = 0; round < 6; round++) {
        own_value(sound) sound = {.channels = 2};
        for (int i = 0; i < 12; i++) {
            sound_add_sine(&sound, 997, seeded_random_between(&random, -80, -6),
                seeded_random_between(&random, 0.3, 4));
            sound_add_silence(&sound, seeded_random_between(&random, 0, 2));
        }
        check(&sound, 48000);
    }
}

static void test_tones(void **state)
{
    (void)state;
    for (double hz = 25; hz < 24000; hz *= 2.3) {
        own_value(sound) sound = {.channels = 2};
        sound_add_sine(&sound, hz, -12, 5);
        check(&sound, 48000);
        check(&sound, 44100);
    }
}

static void add_talkers(struct sound *sound)
{
    for (int talker = 0; talker < 4; talker++) {
        sound_add_speech(sound, talker, -36 + 7 * talker, 12);
        sound_add_silence(sound, 0.7);
    }
}

static void test_speech(void **state)
{
    (void)state;
    own_value(sound) mono = {.channels = 1};
    own_value(sound) stereo = {.channels = 2};

    add_talkers(&mono);
    check(&mono, 48000);
    check(&mono, 44100);
    add_talkers(&stereo);
    check(&stereo, 48000);
}

/* Chords of decaying strings with eight harmonics, and a drum of noise. */
static void add_music(struct sound *sound)
{
    static const double chords_hz[4][3] = {{220, 277.2, 329.6},
        {196, 246.9, 293.7}, {174.6, 220, 261.6}, {164.8, 207.7, 246.9}};
    struct seeded_random random = {9};

    for (int beat = 0; beat < 40; beat++) {
        float *pcm = sound_add_frames(sound, 24000);
        double low = 0;
        for (int i = 0; i < 24000; i++) {
            double t = i / 48000.;
            double left = 0;
            for (int note = 0; note < 3; note++)
                for (int h = 1; h <= 8; h++)
                    left +=
                        exp(-t * (3 + h)) / h *
                        sin(2 * M_PI * h * chords_hz[beat / 4 % 4][note] * t);
            low += 0.2 * (seeded_random_between(&random, -1, 1) - low);
            double drum = beat % 2 ? low * exp(-30 * t) : 0;
            *pcm++ = (float)(0.12 * left + 0.5 * drum);
            *pcm++ = (float)(0.10 * left - 0.4 * drum);
        }
    }
}

static void test_music(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};

    add_music(&sound);
    check(&sound, 48000);
    check(&sound, 44100);
}

static void test_clipped_and_hot_sound(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};

    add_music(&sound);
    sound_add_square(&sound, 440, 0, 4);
    for (size_t i = 0; i < 2 * sound.frames; i++)
        sound.pcm[i] *= 12;
    check(&sound, 48000);
    for (size_t i = 0; i < 2 * sound.frames; i++)
        sound.pcm[i] = fmaxf(-1, fminf(1, sound.pcm[i]));
    check(&sound, 48000);
}

/* At a distance t from a sample, under a Blackman window. */
static double long_sinc(double t)
{
    double u = M_PI * t / HALF_TAPS;
    double window = 0.42 + 0.5 * cos(u) + 0.08 * cos(2 * u);

    if (t == 0)
        return 1;
    return fabs(t) < HALF_TAPS ? window * sin(M_PI * t) / (M_PI * t) : 0;
}

static double oversampled_peak_dbtp(const struct sound *sound)
{
    double taps[3][2 * HALF_TAPS];
    double highest = 0;

    for (int p = 0; p < 3; p++)
        for (int i = 0; i < 2 * HALF_TAPS; i++)
            taps[p][i] = long_sinc(i - HALF_TAPS + 1 - (p + 1) / 4.);
    for (size_t s = 0; s < sound->frames * sound->channels; s++)
        highest = fmax(highest, fabs((double)sound->pcm[s]));
    double near = 0.6 * highest; /* what is lower has no peak about it */
    for (size_t f = HALF_TAPS; f + HALF_TAPS < sound->frames; f++) {
        for (size_t c = 0; c < sound->channels; c++) {
            const float *at = sound->pcm + f * sound->channels + c;
            if (fabs((double)at[0]) < near &&
                fabs((double)at[sound->channels]) < near)
                continue;
            for (int p = 0; p < 3; p++) {
                double sum = 0;
                for (int i = 0; i < 2 * HALF_TAPS; i++)
                    sum +=
                        taps[p][i] *
                        (double)at[(i - HALF_TAPS + 1) * (long)sound->channels];
                highest = fmax(highest, fabs(sum));
            }
        }
    }
    return 20 * log10(highest);
}

static void test_highest_windows(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    struct seeded_random random = {8};

    for (int i = 0; i < 40; i++)
        sound_add_noise(&sound, seeded_random_between(&random, -60, -10), 0.21);
    struct loudness theirs = judge(&sound, 48000, true);
    struct loudness ours = measure(&sound, 48000);
    assert_true(is_near("max M", ours.highest_momentary_lufs,
        theirs.highest_momentary_lufs, 0.01));
    assert_true(is_near("max S", ours.highest_short_term_lufs,
        theirs.highest_short_term_lufs, 0.01));
}

static void check_peak(const struct sound *sound, double tolerance)
{
    struct loudness ours = measure(sound, 48000);

    assert_true(is_near(
        "TP", ours.true_peak_dbtp, oversampled_peak_dbtp(sound), tolerance));
}

/* Twelve taps are what the standard asks for and what libebur128 has; they
 * lose a little of what is above 8 kHz. Where a drum of noise makes the peak,
 * a filter of 128 taps finds it 0.08 dB higher. */
static void test_true_peak_of_speech_and_music_is_that_of_long_filters(
    void **state)
{
    (void)state;
    own_value(sound) speech = {.channels = 1};
    own_value(sound) music = {.channels = 2};

    sound_add_speech(&speech, 1, -16, 10);
    sound_add_silence(&speech, 0.01);
    check_peak(&speech, 0.02);
    add_music(&music);
    check_peak(&music, 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jumping_noise),
        cmocka_unit_test(test_noise_that_fades_over_all_levels),
        cmocka_unit_test(test_gated_sequences),
        cmocka_unit_test(test_tones),
        cmocka_unit_test(test_speech),
        cmocka_unit_test(test_music),
        cmocka_unit_test(test_clipped_and_hot_sound),
        cmocka_unit_test(test_highest_windows),
        cmocka_unit_test(
            test_true_peak_of_speech_and_music_is_that_of_long_filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
