/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/normalizer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/loudness_gain.h"
#include "recorder/audio/peak_keeper.h"
#include "tests/audio/sound.h"

#define TARGET_LUFS (-16.0)
#define MOST_PUSHED 5760
#define ANY_SIZE 0

static struct err err;

static void append(struct sound *to, const float *pcm, size_t frames)
{
    memcpy(
        sound_add_frames(to, frames), pcm, frames * to->channels * sizeof *pcm);
}

static void pull_all(
    struct normalizer *normalizer, size_t most, struct sound *to)
{
    static float block[2 * MOST_PUSHED];
    size_t got;

    while ((got = normalizer_pull(normalizer, block, most)) > 0) {
        assert_true(got <= most);
        append(to, block, got);
    }
}

static void normalize_to(double target_lufs, const struct sound *sound,
    size_t block, struct sound *to)
{
    own(normalizer) normalizer =
        normalizer_new((int)sound->channels, target_lufs, &err);
    struct seeded_random random = {8};

    assert_non_null(normalizer);
    for (size_t at = 0, now; at < sound->frames; at += now) {
        now = block ? block : 1 + seeded_random_below(&random, MOST_PUSHED);
        now = now < sound->frames - at ? now : sound->frames - at;
        normalizer_push(normalizer, sound->pcm + at * sound->channels, now);
        pull_all(normalizer, block ? block : 777, to);
    }
    normalizer_finish(normalizer);
    pull_all(normalizer, 960, to);
    assert_int_equal(normalizer_pull(normalizer, to->pcm, 1), 0);
}

static void normalize(const struct sound *sound, size_t block, struct sound *to)
{
    normalize_to(TARGET_LUFS, sound, block, to);
}

/* Four talkers, 20 LU apart, with pauses: forty seconds. */
static void add_conversation(struct sound *sound)
{
    static const double lufs[5] = {-24, -12, -32, -18, -26};

    for (int turn = 0; turn < 5; turn++) {
        sound_add_noise(sound, -62, 0.6);
        sound_add_speech(sound, turn % 4, lufs[turn], 8);
    }
}

static void test_as_many_frames_come_out_as_went_in(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 479, 480, 5760, 19199, 19441, 50000};

    for (size_t channels = 1; channels <= 2; channels++)
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            own_value(sound) sound = {.channels = channels};
            own_value(sound) out = {.channels = channels};
            sound_add_frames(&sound, lengths[i]);
            sound_add_frames(&out, 0);
            normalize(&sound, ANY_SIZE, &out);
            assert_int_equal(out.frames, lengths[i]);
        }
}

static double correlation(const float *a, const float *b, size_t frames)
{
    double sum = 0;

    for (size_t i = 0; i < frames; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

static void test_sound_stays_where_it_was(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) out = {.channels = 1};
    int best = -1000;
    double highest = -HUGE_VAL;

    sound_add_speech(&sound, 1, -24, 4);
    normalize(&sound, 960, &out);
    for (int shift = -40; shift <= 40; shift++) {
        double now =
            correlation(sound.pcm + 48000, out.pcm + 48000 + shift, 2 * 48000);
        if (now > highest) {
            highest = now;
            best = shift;
        }
    }
    assert_int_equal(best, 0);
}

static void test_sound_that_needs_nothing_passes_unchanged(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own_value(sound) out = {.channels = 2};

    sound_add_noise(&sound, -40, 3);
    normalize(&sound, ANY_SIZE, &out);
    assert_memory_equal(
        sound.pcm, out.pcm, 2 * sound.frames * sizeof *sound.pcm);
}

/* Else the limiter holds the voices down for it. */
static void test_direct_current_costs_no_loudness(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own_value(sound) out = {.channels = 2};

    sound_add_speech(&sound, 0, -24, 8);
    sound_add_speech(&sound, 1, -22, 8);
    for (size_t i = 0; i < sound.frames; i++)
        sound.pcm[2 * i] += 0.5F;
    normalize(&sound, ANY_SIZE, &out);
    assert_true(sound_lufs(&out, out.frames / 2, out.frames) > TARGET_LUFS - 1);

    double sum = 0;
    for (size_t i = out.frames / 2; i < out.frames; i++)
        sum += (double)out.pcm[2 * i];
    assert_true(fabs(sum / (double)(out.frames / 2)) < 0.02);
}

static void test_block_sizes_make_no_difference(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own_value(sound) fixed = {.channels = 2};
    own_value(sound) mixed = {.channels = 2};

    sound_add_speech(&sound, 0, -30, 4);
    sound_add_speech(&sound, 1, -6, 4);
    normalize(&sound, 960, &fixed);
    normalize(&sound, ANY_SIZE, &mixed);
    assert_int_equal(fixed.frames, mixed.frames);
    for (size_t i = 0; i < 2 * fixed.frames; i++)
        assert_true(fabsf(fixed.pcm[i] - mixed.pcm[i]) < 1e-5f);
}

static void decode(const struct sound *sound, int bitrate, struct sound *to)
{
    own(peak_keeper) keeper =
        peak_keeper_new((int)sound->channels, bitrate, &err);
    own(decoder) decoder = decoder_new((int)sound->channels, &err);
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    static float pcm[2 * CODEC_PACKET_MOST_FRAMES_48K];

    peak_keeper_set_ceiling(keeper, -2);
    for (size_t at = 0; at + CODEC_FRAME_48K <= sound->frames;
         at += CODEC_FRAME_48K) {
        size_t bytes = peak_keeper_encode(
            keeper, sound->pcm + at * sound->channels, packet);
        if (bytes)
            append(
                to, pcm, (size_t)decoder_decode(decoder, packet, bytes, pcm));
    }
}

static struct loudness after_header_gain(const struct sound *sound)
{
    struct loudness loudness = {
        .integrated_lufs = sound_lufs(sound, 0, sound->frames),
        .true_peak_dbtp = sound_peak_dbtp(sound),
    };
    struct loudness_gain gain = loudness_gain_for(&loudness, TARGET_LUFS);

    return loudness_after_gain(&loudness, gain.gain_q8);
}

static void check_conversation(size_t channels)
{
    own_value(sound) sound = {.channels = channels};
    own_value(sound) out = {.channels = channels};
    own_value(sound) heard = {.channels = channels};

    add_conversation(&sound);
    normalize(&sound, 960, &out);
    assert_true(sound_peak_dbtp(&sound) > -1);
    assert_true(sound_peak_dbtp(&out) <= -2.9);
    assert_true(fabs(sound_lufs(&out, 0, out.frames) - TARGET_LUFS) < 2);

    decode(&out, 64000, &heard);
    struct loudness loudness = after_header_gain(&heard);
    if (fabs(loudness.integrated_lufs - TARGET_LUFS) > 0.1)
        print_error("%.2f LUFS\n", loudness.integrated_lufs);
    assert_true(fabs(loudness.integrated_lufs - TARGET_LUFS) <= 0.1);
    assert_true(loudness.true_peak_dbtp <= -1);
}

static void test_decoded_conversation_reaches_the_target_under_the_peak_limit(
    void **state)
{
    (void)state;
    check_conversation(2);
    check_conversation(1);
}

/* As loud as it gets with its peaks at -1 dBTP, by the gain in a header. */
static void test_loud_targets_are_limited_for(void **state)
{
    (void)state;
    for (double target_lufs = -12; target_lufs <= -10; target_lufs += 2) {
        own_value(sound) sound = {.channels = 1};
        own_value(sound) out = {.channels = 1};

        add_conversation(&sound);
        for (size_t i = 0; i < sound.frames; i++)
            sound.pcm[i] *= 0.5f;
        normalize_to(target_lufs, &sound, 960, &out);
        double most_lufs =
            sound_lufs(&out, 0, out.frames) - 1 - sound_peak_dbtp(&out);
        if (most_lufs < target_lufs)
            print_error("%.2f LUFS for %g\n", most_lufs, target_lufs);
        assert_true(most_lufs >= target_lufs);
    }
}

/* What a header gain can make of it when coding has added a decibel. */
static double reachable_lufs(const struct sound *sound)
{
    return sound_lufs(sound, 0, sound->frames) + LOUDNESS_PEAK_AIM_DBTP - 1 -
           sound_peak_dbtp(sound);
}

/* Somebody speaks up for a second, and then another much lower: most of what
 * counts is said before its level is known. */
static void test_short_rooms_reach_a_target(void **state)
{
    (void)state;
    const double target_lufs = -14;

    for (int talker = 0; talker < 3; talker++) {
        own_value(sound) sound = {.channels = 2};
        own_value(sound) out = {.channels = 2};

        sound_add_speech(&sound, talker, -28, 1);
        sound_add_silence(&sound, 0.7);
        sound_add_speech(&sound, talker + 1, -48, 3.5);
        normalize_to(target_lufs, &sound, 960, &out);
        double most_lufs = reachable_lufs(&out);
        if (most_lufs < target_lufs - 0.1)
            print_error("%.2f LUFS\n", most_lufs);
        assert_true(most_lufs >= target_lufs - 0.1);
    }
}

static void test_nan_infinite_and_huge_samples_leave_no_trace(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) clean = {.channels = 1};
    own_value(sound) out = {.channels = 1};
    own_value(sound) expected = {.channels = 1};

    sound_add_speech(&sound, 0, -24, 4);
    append(&clean, sound.pcm, sound.frames);
    for (size_t i = 500; i < 40000; i += 991) {
        sound.pcm[i] = i % 2 ? NAN : INFINITY;
        clean.pcm[i] = 0;
    }
    normalize(&sound, 960, &out);
    normalize(&clean, 960, &expected);
    assert_memory_equal(out.pcm, expected.pcm, out.frames * sizeof *out.pcm);
    for (size_t i = 0; i < sound.frames; i++)
        sound.pcm[i] = i % 2 ? 3e38f : -3e38f;
    normalize(&sound, 960, &out);
    for (size_t i = 0; i < out.frames; i++)
        assert_true(fabsf(out.pcm[i]) <= 0.72f);
}

static void test_lookahead_is_at_most_half_a_second(void **state)
{
    (void)state;
    own(normalizer) normalizer = normalizer_new(2, TARGET_LUFS, &err);

    assert_in_range(normalizer_lookahead_48k(normalizer), 1, 24000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_many_frames_come_out_as_went_in),
        cmocka_unit_test(test_sound_stays_where_it_was),
        cmocka_unit_test(test_sound_that_needs_nothing_passes_unchanged),
        cmocka_unit_test(test_direct_current_costs_no_loudness),
        cmocka_unit_test(test_block_sizes_make_no_difference),
        cmocka_unit_test(
            test_decoded_conversation_reaches_the_target_under_the_peak_limit),
        cmocka_unit_test(test_loud_targets_are_limited_for),
        cmocka_unit_test(test_short_rooms_reach_a_target),
        cmocka_unit_test(test_nan_infinite_and_huge_samples_leave_no_trace),
        cmocka_unit_test(test_lookahead_is_at_most_half_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
