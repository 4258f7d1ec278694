/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The signals of EBU Tech 3341 and 3342 that can be made: all but the
 * authentic programmes (7 and 8, 5 and 6).
 */
#include "recorder/audio/loudness_meter.h"

#include <malloc.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

#define TONE_HZ 1000
#define STEP_FRAMES 480

static struct err err;

struct tone {
    double dbfs;
    double seconds;
};

static struct loudness_meter *meter_new(void)
{
    struct loudness_meter *meter = loudness_meter_new(2, &err);

    assert_non_null(meter);
    return meter;
}

static bool is_near(double value, double expected, double tolerance)
{
    if (fabs(value - expected) <= tolerance)
        return true;
    print_error("%.3f, expected %.3f +-%.2f\n", value, expected, tolerance);
    return false;
}

/* A tenth of a second has whole periods, so it can be repeated. */
static void push_tone(struct loudness_meter *meter, struct tone tone)
{
    own_value(sound) tenth = {.channels = 2};

    sound_add_sine(&tenth, TONE_HZ, tone.dbfs, 0.1);
    for (long i = lround(tone.seconds * 10); i > 0; i--)
        loudness_meter_push(meter, tenth.pcm, tenth.frames);
}

static struct loudness measure_tones(const struct tone *tones, size_t count)
{
    own(loudness_meter) meter = meter_new();

    for (size_t i = 0; i < count; i++)
        push_tone(meter, tones[i]);
    return loudness_meter_read(meter);
}

#define MEASURE(...)                                                           \
    measure_tones((const struct tone[]){__VA_ARGS__},                          \
        sizeof((const struct tone[]){__VA_ARGS__}) / sizeof(struct tone))

static void test_tech_3341_cases_1_and_2_steady_tones(void **state)
{
    (void)state;
    for (double dbfs = -23; dbfs >= -33; dbfs -= 10) {
        struct loudness loudness = MEASURE({dbfs, 20});

        assert_true(is_near(loudness.integrated_lufs, dbfs, 0.1));
        assert_true(is_near(loudness.momentary_lufs, dbfs, 0.1));
        assert_true(is_near(loudness.short_term_lufs, dbfs, 0.1));
        assert_true(is_near(loudness.range_lu, 0, 0.1));
        assert_true(is_near(loudness.true_peak_dbtp, dbfs, 0.1));
    }
}

static void test_tech_3341_cases_3_to_5_gates(void **state)
{
    (void)state;
    struct loudness third = MEASURE({-36, 10}, {-23, 60}, {-36, 10});
    struct loudness fourth =
        MEASURE({-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10});
    struct loudness fifth = MEASURE({-26, 20}, {-20, 20.1}, {-26, 20});

    assert_true(is_near(third.integrated_lufs, -23, 0.1));
    assert_true(is_near(fourth.integrated_lufs, -23, 0.1));
    assert_true(is_near(fifth.integrated_lufs, -23, 0.1));
}

static struct loudness measure_sound(const struct sound *sound)
{
    own(loudness_meter) meter = meter_new();

    loudness_meter_push(meter, sound->pcm, sound->frames);
    return loudness_meter_read(meter);
}

static void test_tech_3341_case_6_five_channels(void **state)
{
    (void)state;
    static const double dbfs[5] = {-28, -28, -24, -30, -30};
    static const double weights[5] = {1, 1, 1, 1.41, 1.41};
    const struct loudness_format format = {
        .channels = 5, .rate_hz = 48000, .weights = weights};
    own(loudness_meter) meter = loudness_meter_new_of(&format, &err);
    own_value(sound) sound = {.channels = 5};

    sound_add_sine(&sound, TONE_HZ, 0, 20);
    for (size_t i = 0; i < 5 * sound.frames; i++)
        sound.pcm[i] *= (float)pow(10, dbfs[i % 5] / 20);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    struct loudness loudness = loudness_meter_read(meter);
    assert_true(is_near(loudness.integrated_lufs, -23, 0.1));
    assert_true(is_near(loudness.true_peak_dbtp, -24, 0.1));
}

enum window { MOMENTARY, SHORT_TERM };

static double read_window(
    const struct loudness_meter *meter, enum window window)
{
    return window == MOMENTARY ? loudness_meter_momentary(meter)
                               : loudness_meter_short_term(meter);
}

/* Pushes in steps of 10 ms and gives the highest and the lowest reading from
 * `from` seconds on. */
static void watch(const struct sound *sound, enum window window, double from,
    double extremes[2])
{
    own(loudness_meter) meter = meter_new();

    extremes[0] = HUGE_VAL;
    extremes[1] = -HUGE_VAL;
    for (size_t at = 0; at < sound->frames; at += STEP_FRAMES) {
        loudness_meter_push(meter, sound->pcm + 2 * at, STEP_FRAMES);
        if ((double)(at + STEP_FRAMES) < from * 48000)
            continue;
        double lufs = read_window(meter, window);
        extremes[0] = fmin(extremes[0], lufs);
        extremes[1] = fmax(extremes[1], lufs);
    }
}

static void check_constant(
    const struct tone pair[2], int times, enum window window, double from)
{
    own_value(sound) sound = {.channels = 2};
    double extremes[2];

    for (int i = 0; i < 2 * times; i++)
        sound_add_sine(&sound, TONE_HZ, pair[i % 2].dbfs, pair[i % 2].seconds);
    watch(&sound, window, from, extremes);
    assert_true(is_near(extremes[0], -23, 0.1));
    assert_true(is_near(extremes[1], -23, 0.1));
}

static void test_tech_3341_case_9_short_term_is_constant(void **state)
{
    (void)state;
    check_constant((struct tone[]){{-20, 1.34}, {-30, 1.66}}, 5, SHORT_TERM, 3);
}

static void test_tech_3341_case_12_momentary_is_constant(void **state)
{
    (void)state;
    check_constant((struct tone[]){{-20, 0.18}, {-30, 0.22}}, 25, MOMENTARY, 1);
}

static void check_highest(
    double silence, double seconds, enum window window, double expected)
{
    own_value(sound) sound = {.channels = 2};
    double extremes[2];

    sound_add_silence(&sound, silence);
    sound_add_sine(&sound, TONE_HZ, expected, seconds);
    sound_add_silence(&sound, 1);
    watch(&sound, window, 0, extremes);
    assert_true(is_near(extremes[1], expected, 0.1));
    struct loudness all = measure_sound(&sound);
    assert_true(is_near(window == MOMENTARY ? all.highest_momentary_lufs
                                            : all.highest_short_term_lufs,
        expected, 0.1));
}

static void test_tech_3341_case_10_highest_short_term(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        check_highest(0.15 * i, 3, SHORT_TERM, -23);
}

static void test_tech_3341_case_13_highest_momentary(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        check_highest(0.02 * i, 0.4, MOMENTARY, -23);
}

/* Cases 11 and 14 are one after the other what these are alone. */
static void test_tech_3341_cases_11_and_14_highest_of_each_tone(void **state)
{
    (void)state;
    for (double dbfs = -38; dbfs <= -19; dbfs += 1) {
        check_highest(0.1, 3, SHORT_TERM, dbfs);
        check_highest(0.1, 0.4, MOMENTARY, dbfs);
    }
}

/* A sine of fs / divisor with 10 ms of fading in and out, as the standard's
 * files have it. */
static double peak_of_sine(int divisor, double phase_degrees, double amplitude)
{
    own(loudness_meter) meter = meter_new();
    own_value(sound) sound = {.channels = 2};
    size_t frames = 48000;
    float *pcm = sound_add_frames(&sound, frames);

    for (size_t i = 0; i < frames; i++) {
        double edge = fmin((double)i, (double)(frames - 1 - i)) / 480;
        double turns = (double)i / divisor + phase_degrees / 360;
        double value =
            amplitude * fmin(edge, 1) * sin(2 * M_PI * fmod(turns, 1));
        pcm[2 * i] = pcm[2 * i + 1] = (float)value;
    }
    loudness_meter_push(meter, sound.pcm, frames);
    return loudness_meter_read(meter).true_peak_dbtp;
}

/* +0.2 and -0.4 dB around the expected. */
static bool is_peak(double dbtp, double expected)
{
    return is_near(dbtp, expected - 0.1, 0.3);
}

static void test_tech_3341_cases_15_to_19_true_peak(void **state)
{
    (void)state;
    assert_true(is_peak(peak_of_sine(4, 0, 0.5), -6));
    assert_true(is_peak(peak_of_sine(4, 45, 0.5), -6));
    assert_true(is_peak(peak_of_sine(6, 60, 0.5), -6));
    assert_true(is_peak(peak_of_sine(8, 67.5, 0.5), -6));
    assert_true(is_peak(peak_of_sine(4, 45, 1.41), 3));
}

static void test_tech_3341_cases_20_to_23_true_peak_at_any_offset(void **state)
{
    (void)state;
    for (int offset = 0; offset < 4; offset++)
        assert_true(is_peak(peak_of_sine(4, 22.5 * offset, 1), 0));
}

static void test_tech_3342_cases_1_to_4_range(void **state)
{
    (void)state;
    struct loudness first = MEASURE({-20, 20}, {-30, 20});
    struct loudness second = MEASURE({-20, 20}, {-15, 20});
    struct loudness third = MEASURE({-40, 20}, {-20, 20});
    struct loudness fourth =
        MEASURE({-50, 20}, {-35, 20}, {-20, 20}, {-35, 20}, {-50, 20});

    assert_true(is_near(first.range_lu, 10, 1));
    assert_true(is_near(second.range_lu, 5, 1));
    assert_true(is_near(third.range_lu, 20, 1));
    assert_true(is_near(fourth.range_lu, 15, 1));
}

/* Half a minute of noise whose level jumps about. */
static void add_programme(struct sound *sound)
{
    struct seeded_random random = {3};

    for (int i = 0; i < 150; i++)
        sound_add_noise(sound, seeded_random_between(&random, -60, -10), 0.2);
}

static void test_block_sizes_make_no_difference(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own(loudness_meter) whole = meter_new();
    own(loudness_meter) pieces = meter_new();
    struct seeded_random random = {4};

    add_programme(&sound);
    loudness_meter_push(whole, sound.pcm, sound.frames);
    for (size_t at = 0, now; at < sound.frames; at += now) {
        now = 1 + seeded_random_below(&random, 9000);
        now = now < sound.frames - at ? now : sound.frames - at;
        loudness_meter_push(pieces, sound.pcm + 2 * at, now);
    }

    struct loudness a = loudness_meter_read(whole);
    struct loudness b = loudness_meter_read(pieces);
    assert_memory_equal(&a, &b, sizeof a);
}

static void test_one_mono_channel_counts_3_lu_less(void **state)
{
    (void)state;
    own(loudness_meter) meter = loudness_meter_new(1, &err);
    own_value(sound) sound = {.channels = 1};

    sound_add_sine(&sound, TONE_HZ, -20, 5);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    assert_true(
        is_near(loudness_meter_read(meter).integrated_lufs, -23.01, 0.1));
}

static void test_dual_mono_counts_as_two(void **state)
{
    (void)state;
    const struct loudness_format format = {
        .channels = 1, .rate_hz = 48000, .dual_mono = true};
    own(loudness_meter) meter = loudness_meter_new_of(&format, &err);
    own_value(sound) sound = {.channels = 1};

    sound_add_sine(&sound, TONE_HZ, -20, 5);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    struct loudness loudness = loudness_meter_read(meter);
    assert_true(is_near(loudness.integrated_lufs, -20, 0.02));
    assert_true(is_near(loudness.highest_momentary_lufs, -20, 0.05));
    assert_true(is_near(loudness.true_peak_dbtp, -20, 0.02));
}

static void test_peak_among_the_last_frames_is_not_missed(void **state)
{
    (void)state;
    own(loudness_meter) meter = meter_new();
    own_value(sound) sound = {.channels = 2};

    sound_add_silence(&sound, 0.1);
    sound.pcm[2 * (sound.frames - 1)] = 0.5f;
    loudness_meter_push(meter, sound.pcm, sound.frames);
    assert_true(is_near(loudness_meter_read(meter).sample_peak_dbfs, -6, 0.1));
    loudness_meter_push(meter, (const float[]){0, -1}, 1);
    assert_true(loudness_meter_read(meter).sample_peak_dbfs == 0);
    assert_true(loudness_meter_read(meter).true_peak_dbtp == 0);
}

static void test_tones_read_the_same_at_any_rate(void **state)
{
    (void)state;
    static const int rates_hz[] = {8000, 11025, 16000, 22050, 32000, 44100,
        48000, 88200, 96000, 192000, 384000};

    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        int rate_hz = rates_hz[r];
        const struct loudness_format format = {
            .channels = 1, .rate_hz = rate_hz, .dual_mono = true};
        own(loudness_meter) meter = loudness_meter_new_of(&format, &err);
        for (int i = 0; i < 5 * rate_hz; i++) {
            double turns = fmod((double)i * TONE_HZ / rate_hz, 1);
            float sample = (float)(0.1 * sin(2 * M_PI * turns));
            loudness_meter_push(meter, &sample, 1);
        }
        struct loudness loudness = loudness_meter_read(meter);
        assert_true(is_near(loudness.integrated_lufs, -20, 0.02));
        assert_true(is_near(loudness.momentary_lufs, -20, 0.02));
        assert_true(is_near(loudness.short_term_lufs, -20, 0.02));
        assert_true(is_near(loudness.true_peak_dbtp, -20, 0.05));
    }
}

static void test_nothing_and_silence_read_as_nothing(void **state)
{
    (void)state;
    own(loudness_meter) meter = meter_new();
    own_value(sound) sound = {.channels = 2};

    sound_add_silence(&sound, 5);
    for (int i = 0; i < 2; i++) {
        struct loudness loudness = loudness_meter_read(meter);
        assert_true(loudness.integrated_lufs == -HUGE_VAL);
        assert_true(loudness.momentary_lufs == -HUGE_VAL);
        assert_true(loudness.short_term_lufs == -HUGE_VAL);
        assert_true(loudness.true_peak_dbtp == -HUGE_VAL);
        assert_true(loudness.sample_peak_dbfs == -HUGE_VAL);
        assert_true(loudness.highest_momentary_lufs == -HUGE_VAL);
        assert_true(loudness.highest_short_term_lufs == -HUGE_VAL);
        assert_true(loudness.range_lu == 0);
        loudness_meter_push(meter, sound.pcm, sound.frames);
    }
}

static void test_silence_after_sound_reads_as_nothing(void **state)
{
    (void)state;
    own(loudness_meter) meter = meter_new();
    own_value(sound) sound = {.channels = 2};

    sound_add_noise(&sound, 0, 4);
    sound_add_silence(&sound, 8);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    assert_true(loudness_meter_momentary(meter) == -HUGE_VAL);
    assert_true(loudness_meter_short_term(meter) == -HUGE_VAL);
}

static void test_nan_infinite_and_huge_samples_do_not_spoil_the_rest(
    void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own(loudness_meter) meter = meter_new();

    sound_add_sine(&sound, TONE_HZ, -23, 20);
    sound.pcm[1001] = NAN;
    sound.pcm[2002] = INFINITY;
    sound.pcm[3003] = -INFINITY;
    loudness_meter_push(meter, sound.pcm, sound.frames);
    assert_true(is_near(loudness_meter_read(meter).integrated_lufs, -23, 0.1));

    const float huge[2] = {3e38f, -3e38f};
    loudness_meter_push(meter, huge, 1);
    loudness_meter_push(meter, sound.pcm, 48000);
    struct loudness loudness = loudness_meter_read(meter);
    assert_true(isfinite(loudness.integrated_lufs));
    assert_true(isfinite(loudness.true_peak_dbtp));
    assert_true(is_near(loudness.momentary_lufs, -23, 0.1));
}

static void test_memory_does_not_grow_with_time(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own(loudness_meter) meter = meter_new();

    sound_add_noise(&sound, -20, 4);
    loudness_meter_push(meter, sound.pcm, sound.frames);
    loudness_meter_read(meter);
    size_t before = mallinfo2().uordblks;
    for (int i = 0; i < 3; i++)
        loudness_meter_push(meter, sound.pcm, sound.frames);
    loudness_meter_read(meter);
    assert_int_equal(mallinfo2().uordblks, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tech_3341_cases_1_and_2_steady_tones),
        cmocka_unit_test(test_tech_3341_cases_3_to_5_gates),
        cmocka_unit_test(test_tech_3341_case_6_five_channels),
        cmocka_unit_test(test_tech_3341_case_9_short_term_is_constant),
        cmocka_unit_test(test_tech_3341_case_10_highest_short_term),
        cmocka_unit_test(test_tech_3341_cases_11_and_14_highest_of_each_tone),
        cmocka_unit_test(test_tech_3341_case_12_momentary_is_constant),
        cmocka_unit_test(test_tech_3341_case_13_highest_momentary),
        cmocka_unit_test(test_tech_3341_cases_15_to_19_true_peak),
        cmocka_unit_test(test_tech_3341_cases_20_to_23_true_peak_at_any_offset),
        cmocka_unit_test(test_tech_3342_cases_1_to_4_range),
        cmocka_unit_test(test_block_sizes_make_no_difference),
        cmocka_unit_test(test_one_mono_channel_counts_3_lu_less),
        cmocka_unit_test(test_dual_mono_counts_as_two),
        cmocka_unit_test(test_peak_among_the_last_frames_is_not_missed),
        cmocka_unit_test(test_tones_read_the_same_at_any_rate),
        cmocka_unit_test(test_silence_after_sound_reads_as_nothing),
        cmocka_unit_test(test_nothing_and_silence_read_as_nothing),
        cmocka_unit_test(
            test_nan_infinite_and_huge_samples_do_not_spoil_the_rest),
        cmocka_unit_test(test_memory_does_not_grow_with_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
