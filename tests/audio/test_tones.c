/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/tones.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/seeded_random.h"

#define RATE_HZ 6000
#define FIRST_LINE 4
#define TURN (2 * M_PI)

/* By the definition of the transform, term by term. */
static double magnitude_of(const float *samples, int line)
{
    double real = 0;
    double imaginary = 0;

    for (int i = 0; i < LINE_SPECTRUM_SAMPLES; i++) {
        double angle = TURN * i / LINE_SPECTRUM_SAMPLES;
        double sample = samples[i] * (0.5 - 0.5 * cos(angle));
        real += sample * cos(angle * (line + FIRST_LINE));
        imaginary -= sample * sin(angle * (line + FIRST_LINE));
    }
    return hypot(real, imaginary);
}

static void test_lines_are_those_of_the_fourier_transform(void **state)
{
    (void)state;
    struct seeded_random random = {.state = 7};
    struct line_spectrum spectrum = {0};
    float samples[LINE_SPECTRUM_SAMPLES];
    float lines[LINE_SPECTRUM_LINES];

    for (int i = 0; i < LINE_SPECTRUM_SAMPLES; i++)
        samples[i] = (float)seeded_random_between(&random, -1, 1);
    line_spectrum_take(&spectrum, samples, lines);
    for (int i = 0; i < LINE_SPECTRUM_LINES; i++)
        assert_true(fabs(lines[i] / 2 - magnitude_of(samples, i)) < 1e-3);
}

static void hear(
    struct tones *tones, double (*sound)(double seconds), int seconds)
{
    for (int hop = 0; hop < 100 * seconds; hop++) {
        float samples[TONES_HOP];
        for (int i = 0; i < TONES_HOP; i++)
            samples[i] =
                (float)(0.1 * sound((double)(hop * TONES_HOP + i) / RATE_HZ));
        tones_push(tones, samples, true);
    }
}

/* A note every 300 ms, which fades. */
static double plucked(double seconds)
{
    static const double hz[4] = {220, 277.2, 329.6, 440};
    double since = fmod(seconds, 0.3);

    return exp(-6 * since) * sin(TURN * hz[(int)(seconds / 0.3) % 4] * since);
}

/* Fifteen harmonics of a pitch that rises and falls three times a second. */
static double gliding(double seconds)
{
    double turns = 130 * seconds - 30 / (TURN * 3) * cos(TURN * 3 * seconds);
    double sum = 0;

    for (int k = 1; k <= 15; k++)
        sum += sin(TURN * k * turns) / k;
    return sum;
}

static double drummed(double seconds)
{
    double since = fmod(seconds, 0.5);

    return exp(-8 * since) * sin(TURN * 55 * since);
}

static void test_notes_stay_and_voices_glide(void **state)
{
    (void)state;
    struct tones music = {0};
    struct tones voice = {0};

    hear(&music, plucked, 5);
    hear(&voice, gliding, 5);
    assert_true(tones_stay(&music) > 0.6);
    assert_true(tones_stay(&voice) < 0.55);
}

static void test_only_instruments_have_bass(void **state)
{
    (void)state;
    struct tones drum = {0};
    struct tones voice = {0};

    hear(&drum, drummed, 5);
    hear(&voice, gliding, 5);
    assert_true(tones_bass(&drum) > 0.3);
    assert_true(tones_bass(&voice) < 0.02);
}

static double faint_voice(double seconds)
{
    return 0.03 * gliding(seconds);
}

static void test_faint_voice_after_loud_music_counts_soon(void **state)
{
    (void)state;
    struct tones tones = {0};

    hear(&tones, plucked, 10);
    hear(&tones, faint_voice, 3);
    assert_true(tones_stay_lately(&tones) < 0.55);
}

static void test_silence_changes_nothing(void **state)
{
    (void)state;
    static const float silence[TONES_HOP];
    struct tones tones = {0};

    hear(&tones, plucked, 5);
    double stay = tones_stay(&tones);
    for (int i = 0; i < 1000; i++)
        tones_push(&tones, silence, false);
    assert_true(tones_stay(&tones) == stay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_those_of_the_fourier_transform),
        cmocka_unit_test(test_notes_stay_and_voices_glide),
        cmocka_unit_test(test_only_instruments_have_bass),
        cmocka_unit_test(test_faint_voice_after_loud_music_counts_soon),
        cmocka_unit_test(test_silence_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
