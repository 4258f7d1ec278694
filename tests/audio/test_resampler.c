/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/resampler.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

static const int rates[] = {
    8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 192000};
#define RATES (sizeof rates / sizeof rates[0])
#define ANY_SIZE 0

static struct err err;

static size_t rounded_length(size_t frames, int rate_hz)
{
    return (size_t)llround((double)frames * 48000 / rate_hz);
}

static void append(struct sound *to, const float *pcm, size_t frames)
{
    memcpy(
        sound_add_frames(to, frames), pcm, frames * to->channels * sizeof *pcm);
}

/* In blocks of `block` frames, or of all sizes. */
static void resample(const float *pcm, size_t frames, int rate_hz, size_t block,
    struct sound *to)
{
    static float out[2 * RESAMPLER_MOST_OUT];
    own(resampler) resampler = resampler_new((int)to->channels, rate_hz, &err);
    struct seeded_random random = {1};
    size_t most = resampler_most_in(resampler);

    assert_true(most >= 1);
    for (size_t at = 0, now; at < frames; at += now) {
        now = block ? block : 1 + seeded_random_below(&random, most);
        now = now < most ? now : most;
        now = now < frames - at ? now : frames - at;
        append(to, out,
            resampler_push(resampler, pcm + at * to->channels, now, out));
    }
    for (size_t got; (got = resampler_drain(resampler, out)) > 0;)
        append(to, out, got);
}

/* One second and a bit of a tone at that rate, the channels in quadrature. */
static float *new_tone(int rate_hz, double hz, size_t frames)
{
    float *pcm = malloc(frames * 2 * sizeof *pcm);

    for (size_t i = 0; i < frames; i++) {
        double turns = hz * (double)i / rate_hz;
        pcm[2 * i] = (float)(0.5 * sin(2 * M_PI * turns));
        pcm[2 * i + 1] = (float)(0.5 * cos(2 * M_PI * turns));
    }
    return pcm;
}

static void test_length_is_exact_for_every_rate_and_any_length(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 2, 7, 441, 9999, 20001};
    static float silence[2 * 20001];

    for (size_t r = 0; r < RATES; r++)
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            own_value(sound) out = {.channels = 2};
            resample(silence, lengths[i], rates[r], ANY_SIZE, &out);
            assert_int_equal(out.frames, rounded_length(lengths[i], rates[r]));
        }
}

static void test_tone_keeps_its_phase_and_level_at_every_rate(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        size_t frames = (size_t)rates[r] + 17;
        own_heap(float) tone = new_tone(rates[r], 1000, frames);
        own_value(sound) out = {.channels = 2};

        resample(tone, frames, rates[r], ANY_SIZE, &out);
        for (size_t i = 2400; i + 2400 < out.frames; i++) {
            double turns = 1000 * (double)i / 48000;
            assert_true(
                fabs(out.pcm[2 * i] - 0.5 * sin(2 * M_PI * turns)) < 1e-4);
            assert_true(
                fabs(out.pcm[2 * i + 1] - 0.5 * cos(2 * M_PI * turns)) < 1e-4);
        }
    }
}

static void test_impulse_stays_where_it_was(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        size_t frames = (size_t)rates[r] / 2;
        size_t at = frames / 2;
        own_heap(float) pcm = calloc(frames, sizeof *pcm);
        own_value(sound) out = {.channels = 1};
        size_t highest = 0;

        pcm[at] = 1;
        resample(pcm, frames, rates[r], ANY_SIZE, &out);
        for (size_t i = 0; i < out.frames; i++)
            if (fabsf(out.pcm[i]) > fabsf(out.pcm[highest]))
                highest = i;
        assert_true(
            fabs((double)highest - (double)at * 48000 / rates[r]) <= 0.51);
    }
}

static void test_block_sizes_make_no_difference(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        size_t frames = (size_t)rates[r] / 2;
        own_heap(float) tone = new_tone(rates[r], 700, frames);
        own_value(sound) large = {.channels = 2};
        own_value(sound) mixed = {.channels = 2};

        resample(tone, frames, rates[r], SIZE_MAX, &large);
        resample(tone, frames, rates[r], ANY_SIZE, &mixed);
        assert_int_equal(large.frames, mixed.frames);
        assert_memory_equal(
            large.pcm, mixed.pcm, large.frames * 2 * sizeof(float));
    }
}

static void test_what_cannot_be_heard_at_48_khz_does_not_fold_back(void **state)
{
    (void)state;
    own_heap(float) tone = new_tone(96000, 30000, 96000);
    own_value(sound) out = {.channels = 2};

    resample(tone, 96000, 96000, ANY_SIZE, &out);
    for (size_t i = 2 * 2400; i < 2 * (out.frames - 2400); i++)
        assert_true(fabsf(out.pcm[i]) < 1e-4f);
}

static void test_equal_rate_copies_bit_for_bit(void **state)
{
    (void)state;
    own_heap(float) tone = new_tone(48000, 1000, 48000);
    own_value(sound) out = {.channels = 2};

    resample(tone, 48000, 48000, ANY_SIZE, &out);
    assert_memory_equal(out.pcm, tone, 48000 * 2 * sizeof *tone);
}

static void test_nan_is_silence_and_does_not_spread(void **state)
{
    (void)state;
    own_heap(float) tone = new_tone(44100, 1000, 44100);
    own_value(sound) out = {.channels = 2};

    tone[100] = NAN;
    tone[201] = -INFINITY;
    tone[302] = 3e38f;
    resample(tone, 44100, 44100, ANY_SIZE, &out);
    for (size_t i = 0; i < 2 * out.frames; i++)
        assert_true(fabsf(out.pcm[i]) < 200);
    for (size_t i = 2 * 9600; i < 2 * out.frames; i++)
        assert_true(fabsf(out.pcm[i]) < 0.6f);
}

static void test_odd_rates_and_the_extremes_work(void **state)
{
    (void)state;
    static const int odd[] = {1000, 7350, 44101, 47999, 768000};

    for (size_t r = 0; r < sizeof odd / sizeof odd[0]; r++) {
        size_t frames = (size_t)odd[r] / 2 + 3;
        own_heap(float) tone = new_tone(odd[r], 100, frames);
        own_value(sound) out = {.channels = 2};

        resample(tone, frames, odd[r], ANY_SIZE, &out);
        assert_int_equal(out.frames, rounded_length(frames, odd[r]));
    }
}

/* Ten seconds of a tone, a second of each stretch in turn. */
static void stretch_tone(
    const double *stretches, double hz, struct sound *to, double *expected)
{
    static float pcm[480];
    static float out[RESAMPLER_MOST_OUT];
    own(resampler) resampler = resampler_new_stretching(1, &err);
    size_t fed = 0;

    *expected = 0;
    for (int second = 0; second < 10; second++) {
        resampler_set_stretch(resampler, stretches[second]);
        *expected += 48000 * (1 + stretches[second]);
        for (int block = 0; block < 100; block++) {
            for (int i = 0; i < 480; i++, fed++)
                pcm[i] = 0.5f * (float)sin(2 * M_PI * hz / 48000 * (double)fed);
            append(to, out, resampler_push(resampler, pcm, 480, out));
        }
    }
    for (size_t got; (got = resampler_drain(resampler, out)) > 0;)
        append(to, out, got);
}

static void test_stretched_sound_is_exactly_as_long_as_asked_for(void **state)
{
    static const double stretches[] = {
        0, 2e-4, -2e-4, 2e-3, -2e-3, 1e-6, -5e-3, 5e-3, 3e-5, 0};
    own_value(sound) out = {.channels = 1};
    double expected;

    (void)state;
    stretch_tone(stretches, 1000, &out, &expected);
    assert_int_equal(out.frames, llround(expected));
}

/* Of the second half, less the sine that fits it best, in dB. */
static double noise_db(const struct sound *sound, double radians)
{
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, signal = 0, noise = 0;
    size_t from = sound->frames / 2;
    size_t to = sound->frames - 4800;

    for (size_t i = from; i < to; i++) {
        double s = sin(radians * (double)i), c = cos(radians * (double)i);
        ss += s * s, cc += c * c, sc += s * c;
        ys += s * (double)sound->pcm[i], yc += c * (double)sound->pcm[i];
    }
    double a = (ys * cc - yc * sc) / (ss * cc - sc * sc);
    double b = (yc * ss - ys * sc) / (ss * cc - sc * sc);
    for (size_t i = from; i < to; i++) {
        double fit =
            a * sin(radians * (double)i) + b * cos(radians * (double)i);
        signal += fit * fit;
        noise += pow((double)sound->pcm[i] - fit, 2);
    }
    return 10 * log10(noise / signal);
}

static void test_stretching_adds_no_noise_up_to_20_khz(void **state)
{
    static const double tones[] = {100, 997, 10000, 20000};
    double stretches[10];
    double expected;

    (void)state;
    for (int i = 0; i < 10; i++)
        stretches[i] = 2e-4;
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
        own_value(sound) out = {.channels = 1};
        stretch_tone(stretches, tones[i], &out, &expected);
        assert_true(
            noise_db(&out, 2 * M_PI * tones[i] / 48000 / (1 + 2e-4)) < -90);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_length_is_exact_for_every_rate_and_any_length),
        cmocka_unit_test(test_tone_keeps_its_phase_and_level_at_every_rate),
        cmocka_unit_test(test_impulse_stays_where_it_was),
        cmocka_unit_test(test_block_sizes_make_no_difference),
        cmocka_unit_test(
            test_what_cannot_be_heard_at_48_khz_does_not_fold_back),
        cmocka_unit_test(test_equal_rate_copies_bit_for_bit),
        cmocka_unit_test(test_nan_is_silence_and_does_not_spread),
        cmocka_unit_test(test_odd_rates_and_the_extremes_work),
        cmocka_unit_test(test_stretched_sound_is_exactly_as_long_as_asked_for),
        cmocka_unit_test(test_stretching_adds_no_noise_up_to_20_khz),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
