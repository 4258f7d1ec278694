/* SPDX-License-Identifier: BSD-2-Clause */
/* Judged by the two biquads of BS.1770-5 as they are printed there. */
#include "recorder/audio/k_filter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

struct biquad {
    double b[3], a[2]; /* tables 1 and 2 */
    double in[2], out[2];
};

static double filter(struct biquad *biquad, double in)
{
    double out = biquad->b[0] * in + biquad->b[1] * biquad->in[0] +
                 biquad->b[2] * biquad->in[1] - biquad->a[0] * biquad->out[0] -
                 biquad->a[1] * biquad->out[1];

    biquad->in[1] = biquad->in[0];
    biquad->in[0] = in;
    biquad->out[1] = biquad->out[0];
    biquad->out[0] = out;
    return out;
}

static double printed_energy(const float *samples, size_t count)
{
    struct biquad shelf = {
        .b = {1.53512485958697, -2.69169618940638, 1.19839281085285},
        .a = {-1.69065929318241, 0.73248077421585}};
    struct biquad high_pass = {
        .b = {1.0, -2.0, 1.0}, .a = {-1.99004745483398, 0.99007225036621}};
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        double out = filter(&high_pass, filter(&shelf, (double)samples[i]));
        sum += out * out;
    }
    return sum;
}

static double energy(const float *samples, size_t count, enum lanes lanes)
{
    struct k_filter design;
    struct k_filter_state state = {0};

    k_filter_design(&design, 48000);
    return k_filter_energy(&design, &state, samples, count, lanes);
}

static void check(const struct sound *sound, double tolerance)
{
    double printed = printed_energy(sound->pcm, sound->frames);
    double alone = energy(sound->pcm, sound->frames, LANES_NONE);
    double narrow = energy(sound->pcm, sound->frames, LANES_NARROW);
    double best = energy(sound->pcm, sound->frames, lanes_best());

    assert_true(fabs(alone / printed - 1) < tolerance);
    assert_true(fabs(narrow / alone - 1) < tolerance);
    assert_true(fabs(best / alone - 1) < tolerance);
}

/* What the high-pass takes away leaves less of the digits. */
static void test_energy_is_that_of_the_printed_filters(void **state)
{
    (void)state;
    for (double hz = 20; hz < 24000; hz *= 1.7) {
        own_value(sound) tone = {.channels = 1};
        sound_add_sine(&tone, hz, -6, 0.5);
        check(&tone, hz < 100 ? 1e-7 : 1e-9);
    }
    own_value(sound) noise = {.channels = 1};
    sound_add_noise(&noise, 0, 2);
    check(&noise, 1e-9);
}

static void test_dc_does_not_drown_what_is_quiet(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    struct k_filter design;
    struct k_filter_state filter_state = {0};

    sound_add_sine(&sound, 1000, -90, 4);
    for (size_t i = 0; i < sound.frames; i++)
        sound.pcm[i] += 1;
    k_filter_design(&design, 48000);
    k_filter_energy(&design, &filter_state, sound.pcm, 144000, lanes_best());
    double mean = k_filter_energy(&design, &filter_state, sound.pcm + 144000,
                      48000, lanes_best()) /
                  48000;
    assert_true(fabs(10 * log10(mean) - 0.691 - (-93.01)) < 0.05);
}

/* Pieces of any length, one filter after the other having gone over them. */
static void test_pieces_add_up_to_the_whole(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    struct seeded_random random = {1};
    struct k_filter design;
    struct k_filter_state filter_state = {0};
    double sum = 0;

    sound_add_noise(&sound, -3, 1);
    k_filter_design(&design, 48000);
    for (size_t at = 0, now; at < sound.frames; at += now) {
        now = seeded_random_below(&random, 1000);
        now = now < sound.frames - at ? now : sound.frames - at;
        sum += k_filter_energy(
            &design, &filter_state, sound.pcm + at, now, lanes_best());
    }
    double whole = energy(sound.pcm, sound.frames, lanes_best());
    assert_true(fabs(sum / whole - 1) < 1e-9);
}

/* In dB, of a tone after it has settled. */
static double gain_at(double hz, int rate_hz)
{
    struct k_filter design;
    struct k_filter_state filter_state = {0};
    double in = 0;
    double out = 0;

    k_filter_design(&design, rate_hz);
    for (int i = 0; i < 2 * rate_hz; i++) {
        float sample = (float)sin(2 * M_PI * fmod(hz * i / rate_hz, 1));
        double energy =
            k_filter_energy(&design, &filter_state, &sample, 1, lanes_best());
        if (i >= rate_hz) {
            in += (double)sample * (double)sample;
            out += energy;
        }
    }
    return 10 * log10(out / in);
}

static void test_response_is_the_same_at_other_rates(void **state)
{
    (void)state;
    static const int rates_hz[] = {16000, 44100, 96000, 192000};
    static const double tones_hz[] = {50, 100, 1000, 2000};

    for (size_t t = 0; t < sizeof tones_hz / sizeof tones_hz[0]; t++) {
        double expected = gain_at(tones_hz[t], 48000);
        for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++)
            assert_true(
                fabs(gain_at(tones_hz[t], rates_hz[r]) - expected) < 0.1);
    }
    assert_true(fabs(gain_at(1000, 44100) - gain_at(1000, 48000)) < 0.01);
    assert_true(fabs(gain_at(1000, 96000) - gain_at(1000, 48000)) < 0.01);
}

static void test_silence_comes_to_rest(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    struct k_filter design;
    struct k_filter_state filter_state = {0};
    static const float silence[48000];

    sound_add_noise(&sound, 0, 0.1);
    k_filter_design(&design, 48000);
    k_filter_energy(
        &design, &filter_state, sound.pcm, sound.frames, lanes_best());
    k_filter_energy(&design, &filter_state, silence, 48000, lanes_best());
    for (int i = 0; i < K_FILTER_ORDER; i++)
        assert_true(filter_state.out[i] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_energy_is_that_of_the_printed_filters),
        cmocka_unit_test(test_dc_does_not_drown_what_is_quiet),
        cmocka_unit_test(test_pieces_add_up_to_the_whole),
        cmocka_unit_test(test_response_is_the_same_at_other_rates),
        cmocka_unit_test(test_silence_comes_to_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
