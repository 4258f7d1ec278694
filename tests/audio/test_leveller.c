/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/leveller.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

#define TARGET_LUFS (-16.0)
#define TALK_SECONDS 8.0

static struct err err;

static void copy(struct sound *to, const struct sound *from)
{
    memcpy(sound_add_frames(to, from->frames), from->pcm,
        from->frames * from->channels * sizeof *from->pcm);
}

/* What comes out, moved back by the look-ahead to where it was. */
static void level(const struct sound *sound, struct sound *to)
{
    own(leveller) leveller =
        leveller_new((int)sound->channels, TARGET_LUFS, &err);
    size_t late = (size_t)leveller_lookahead_48k(leveller);

    copy(to, sound);
    sound_add_frames(to, late);
    for (size_t at = 0; at < to->frames; at += 960) {
        size_t now = to->frames - at < 960 ? to->frames - at : 960;
        float *pcm = to->pcm + at * to->channels;
        leveller_process(leveller, pcm, now);
    }
    to->frames -= late;
    memmove(to->pcm, to->pcm + late * to->channels,
        to->frames * to->channels * sizeof *to->pcm);
}

static double gain_db(const struct sound *before, const struct sound *after,
    size_t from, size_t to)
{
    double in = 0;
    double out = 0;

    for (size_t i = from * before->channels; i < to * before->channels; i++) {
        in += before->pcm[i] * before->pcm[i];
        out += after->pcm[i] * after->pcm[i];
    }
    return 10 * log10(out / in);
}

static size_t frames_of(double seconds)
{
    return (size_t)(seconds * 48000);
}

static void test_one_talker_of_any_level_lands_on_the_target(void **state)
{
    (void)state;
    for (double lufs = -40; lufs <= -10; lufs += 10) {
        own_value(sound) sound = {.channels = 1};
        own_value(sound) levelled = {.channels = 1};
        size_t from = frames_of(3);

        sound_add_speech(&sound, 0, lufs, 10);
        level(&sound, &levelled);
        double out = sound_lufs(&levelled, from, levelled.frames);
        assert_true(fabs(out - TARGET_LUFS) < 1.5);
    }
}

/* Four talkers 30 LU apart, twice, on a quiet room. Each is judged after the
 * three seconds that a live gain needs to find a quiet one. */
static void test_talkers_30_lu_apart_come_out_alike(void **state)
{
    (void)state;
    static const double lufs[4] = {-40, -10, -30, -20};
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};
    size_t begins[8];

    for (int turn = 0; turn < 8; turn++) {
        begins[turn] = sound.frames;
        sound_add_speech(&sound, turn % 4, lufs[turn % 4], TALK_SECONDS);
        sound_add_noise(&sound, -75, 0.7);
    }
    level(&sound, &levelled);
    for (int turn = 0; turn < 8; turn++) {
        size_t from = begins[turn] + frames_of(3);
        size_t to = begins[turn] + frames_of(TALK_SECONDS);
        double out = sound_lufs(&levelled, from, to);
        if (fabs(out - TARGET_LUFS) > 2)
            print_error("turn %d: %.2f LUFS\n", turn, out);
        assert_true(fabs(out - TARGET_LUFS) <= 2);
    }
    assert_true(
        fabs(sound_lufs(&levelled, 0, levelled.frames) - TARGET_LUFS) < 1);
}

/* Of the programme, that is: the header gain moves all of it. */
static void test_talkers_are_within_1_lu_after_ten_seconds(void **state)
{
    (void)state;
    static const double lufs[3] = {-35, -12, -24};
    own_value(sound) sound = {.channels = 2};
    own_value(sound) levelled = {.channels = 2};
    size_t begins[4] = {0};

    for (int turn = 0; turn < 3; turn++) {
        sound_add_speech(&sound, turn, lufs[turn], 12);
        sound_add_speech(&sound, turn, lufs[turn], 12);
        sound_add_noise(&sound, -70, 0.4);
        begins[turn + 1] = sound.frames;
    }
    level(&sound, &levelled);
    double programme = sound_lufs(&levelled, 0, levelled.frames);
    for (int turn = 0; turn < 3; turn++) {
        double out = sound_lufs(
            &levelled, begins[turn] + frames_of(10), begins[turn + 1]);
        if (fabs(out - programme) > 1)
            print_error("turn %d: %.2f LUFS\n", turn, out);
        assert_true(fabs(out - programme) <= 1);
    }
}

static void test_noise_that_begins_in_a_pause_is_not_raised(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};

    sound_add_speech(&sound, 1, -30, 8);
    size_t pause = sound.frames;
    sound_add_noise(&sound, -75, 1);
    sound_add_noise(&sound, -38, 6);
    level(&sound, &levelled);
    double before = gain_db(
        &sound, &levelled, pause + frames_of(0.2), pause + frames_of(0.8));
    double after =
        gain_db(&sound, &levelled, pause + frames_of(3), pause + frames_of(6));
    assert_true(before > 8);
    assert_true(after < before + 1);
}

/* Keys at chance times, each a click that is over after 20 ms, as loud as a
 * microphone hears them from the same table. */
static void add_typing(struct sound *sound, double lufs, double seconds)
{
    size_t from = sound->frames;
    size_t to = from + frames_of(seconds);

    sound_add_noise(sound, -75, seconds);
    for (double count = 6 * seconds; count > 0; count--) {
        size_t at = from + (size_t)seeded_random_below(
                               &sound->random, frames_of(seconds));
        double loud = seeded_random_between(&sound->random, 0.2, 1) *
                      pow(10, (lufs + 21) / 20);
        for (size_t i = at; i < to && i < at + 1600; i++)
            sound->pcm[i] +=
                (float)(loud * exp(-(double)(i - at) / 192) *
                        seeded_random_between(&sound->random, -1, 1));
    }
}

static void test_typing_in_a_pause_is_not_raised(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};
    size_t pauses[4];

    for (int talker = 0; talker < 4; talker++) {
        sound_add_speech(&sound, talker, -16 - 4 * talker, 8);
        pauses[talker] = sound.frames;
        add_typing(&sound, -48, 8);
    }
    level(&sound, &levelled);
    for (int talker = 0; talker < 4; talker++) {
        size_t from = pauses[talker] + frames_of(0.5);
        size_t to = pauses[talker] + frames_of(7.5);
        double at_first = gain_db(&sound, &levelled, from, from + 48000);
        double at_last = gain_db(&sound, &levelled, to - 48000, to);
        if (at_last > at_first + 1)
            print_error("talker %d: %.2f dB\n", talker, at_last - at_first);
        assert_true(at_last <= at_first + 1);
    }
}

static void test_what_rings_in_a_pause_is_not_raised(void **state)
{
    (void)state;
    static const struct rings birds = {2200, 4500, 4, 0.08};
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};

    sound_add_speech(&sound, 1, -24, 8);
    size_t pause = sound.frames;
    sound_add_rings(&sound, &birds, -48, 12);
    level(&sound, &levelled);
    double at_first = gain_db(
        &sound, &levelled, pause + frames_of(0.5), pause + frames_of(2));
    double at_last = gain_db(
        &sound, &levelled, pause + frames_of(10), pause + frames_of(12));
    assert_true(at_last <= at_first + 3);
}

/* Chords that fade for half a second each, 12 dB louder in the middle. */
static void add_music(struct sound *sound, double seconds)
{
    static const float hz[4] = {220, 277.2F, 329.6F, 440};
    size_t frames = frames_of(seconds);
    float *pcm = sound_add_frames(sound, frames);

    for (size_t i = 0; i < frames; i++) {
        float t = (float)(i % 24000) / 48000;
        float turn = (float)(i / 24000 % 3) * 0.25F + 1;
        float loud = i > frames / 3 && i < frames * 2 / 3 ? 0.12F : 0.03F;
        float sum = 0;
        for (int tone = 0; tone < 4; tone++)
            sum += sinf(6.2831853F * hz[tone] * turn * t);
        pcm[i] = loud * fminf(t * 50, 1) * expf(-2 * t) * sum;
    }
}

static void test_music_keeps_its_dynamics(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};
    double least = HUGE_VAL;
    double most = -HUGE_VAL;

    add_music(&sound, 36);
    level(&sound, &levelled);
    for (double at = 6; at < 35; at += 0.5) {
        double gain =
            gain_db(&sound, &levelled, frames_of(at), frames_of(at + 0.5));
        least = fmin(least, gain);
        most = fmax(most, gain);
    }
    if (most - least > 6)
        print_error("from %.1f to %.1f dB\n", least, most);
    assert_true(most - least <= 6);
}

static void test_restless_music_keeps_its_gain(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};
    double least = HUGE_VAL;
    double most = -HUGE_VAL;

    sound_add_speech(&sound, 1, -30, 8);
    size_t from = sound.frames;
    sound_add_dance(&sound, 96, -20, 10);
    sound_add_dance(&sound, 96, -28, 10);
    sound_add_dance(&sound, 96, -20, 8);
    level(&sound, &levelled);
    for (double at = 6; at < 27; at += 2) {
        double gain = gain_db(
            &sound, &levelled, from + frames_of(at), from + frames_of(at + 2));
        least = fmin(least, gain);
        most = fmax(most, gain);
    }
    if (most - least > 3)
        print_error("from %.1f to %.1f dB\n", least, most);
    assert_true(most - least <= 3);
}

static void test_talker_after_restless_music_lands_on_the_target(void **state)
{
    (void)state;
    for (int talker = 0; talker < 4; talker++) {
        own_value(sound) sound = {.channels = 2};
        own_value(sound) levelled = {.channels = 2};
        sound_add_dance(&sound, 120, -14, 12);
        size_t from = sound.frames + frames_of(3);
        sound_add_speech(&sound, talker, -32, 12);
        level(&sound, &levelled);
        double out = sound_lufs(&levelled, from, from + frames_of(7));
        if (fabs(out - TARGET_LUFS) > 2)
            print_error("talker %d: %.2f LUFS\n", talker, out);
        assert_true(fabs(out - TARGET_LUFS) <= 2);
    }
}

/* It would lift the programme, and with it lower them. */
static void test_applause_is_hardly_louder_than_the_talkers(void **state)
{
    (void)state;
    for (int talker = 0; talker < 3; talker++) {
        own_value(sound) sound = {.channels = 1};
        own_value(sound) levelled = {.channels = 1};
        sound_add_speech(&sound, talker, -26, 10);
        size_t from = sound.frames + frames_of(1);
        sound_add_applause(&sound, -14, 6);
        size_t to = sound.frames;
        sound_add_speech(&sound, talker, -26, 10);
        level(&sound, &levelled);
        double out = sound_lufs(&levelled, from, to);
        if (out > TARGET_LUFS + 2)
            print_error("talker %d: %.2f LUFS\n", talker, out);
        assert_true(out <= TARGET_LUFS + 2 && out >= TARGET_LUFS - 6);
    }
}

static void test_noise_and_silence_are_never_pumped_up(void **state)
{
    (void)state;
    for (double dbfs = -65; dbfs <= -35; dbfs += 10) {
        own_value(sound) sound = {.channels = 2};
        own_value(sound) levelled = {.channels = 2};

        sound_add_silence(&sound, 1);
        sound_add_noise(&sound, dbfs, 12);
        level(&sound, &levelled);
        for (double at = 1; at < 12; at += 1)
            assert_true(gain_db(&sound, &levelled, frames_of(at),
                            frames_of(at + 0.9)) < 0.1);
    }
}

static void test_gain_rests_in_a_long_pause(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};

    sound_add_noise(&sound, -60, 0.5);
    sound_add_speech(&sound, 2, -30, 6);
    size_t pause = sound.frames;
    sound_add_noise(&sound, -60, 20);
    level(&sound, &levelled);

    double at_first =
        gain_db(&sound, &levelled, pause + frames_of(1), pause + frames_of(2));
    double at_last = gain_db(
        &sound, &levelled, pause + frames_of(18), pause + frames_of(19));
    assert_true(at_first > 8 && at_first < 20);
    assert_true(fabs(at_last - at_first) < 0.5);
}

/* The right channel carries a constant too low to be heard by the K filter
 * and shows the gain. */
static void test_gain_moves_without_steps_and_within_its_bounds(void **state)
{
    (void)state;
    static const double lufs[4] = {-45, -5, -50, -12};
    own_value(sound) sound = {.channels = 2};
    own_value(sound) levelled = {.channels = 2};
    float before = 0;

    for (int turn = 0; turn < 4; turn++) {
        sound_add_speech(&sound, turn, lufs[turn], 5);
        sound_add_silence(&sound, 0.4);
    }
    for (size_t i = 0; i < sound.frames; i++)
        sound.pcm[2 * i + 1] = 1e-4f;
    level(&sound, &levelled);
    for (size_t i = 0; i < levelled.frames; i++) {
        float gain = levelled.pcm[2 * i + 1] / 1e-4f;
        assert_true(gain < 101 && gain > 1 / 31.7f);
        if (before > 0) /* 60 dB/s at most, in ramps of 10 ms */
            assert_true(fabs(20 * log10(gain / before)) < 0.0015);
        before = gain;
    }
}

static void test_loud_talker_after_a_quiet_one_is_met_in_time(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};

    sound_add_speech(&sound, 0, -34, 8);
    sound_add_silence(&sound, 0.3);
    size_t loud = sound.frames;
    sound_add_speech(&sound, 1, -12, 5);
    level(&sound, &levelled);
    assert_true(
        sound_lufs(&levelled, loud, loud + frames_of(1)) < TARGET_LUFS + 6);
}

static void test_bang_does_not_lower_the_talkers_after_it(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    own_value(sound) levelled = {.channels = 1};

    sound_add_noise(&sound, -65, 0.5);
    sound_add_speech(&sound, 0, -24, 6);
    sound_add_noise(&sound, -65, 2);
    sound_add_square(&sound, 200, -1, 0.15);
    sound_add_noise(&sound, -65, 2);
    size_t again = sound.frames;
    sound_add_speech(&sound, 0, -24, 4);
    level(&sound, &levelled);
    assert_true(fabs(sound_lufs(&levelled, again, levelled.frames) -
                     TARGET_LUFS) < 2.5);
}

static void test_hot_tone_is_lowered_and_a_faint_one_left_alone(void **state)
{
    (void)state;
    own_value(sound) hot = {.channels = 2};
    own_value(sound) faint = {.channels = 2};
    own_value(sound) levelled = {.channels = 2};
    own_value(sound) left_alone = {.channels = 2};

    sound_add_sine(&hot, 1000, 0, 5);
    level(&hot, &levelled);
    assert_true(
        sound_lufs(&levelled, frames_of(2), frames_of(5)) < TARGET_LUFS + 8);
    sound_add_sine(&faint, 1000, -40, 5);
    level(&faint, &left_alone);
    assert_true(gain_db(&faint, &left_alone, 0, frames_of(5)) < 0.1);
}

static void test_lookahead_is_at_most_half_a_second(void **state)
{
    (void)state;
    own(leveller) leveller = leveller_new(2, TARGET_LUFS, &err);

    assert_in_range(leveller_lookahead_48k(leveller), 1, 24000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_talker_of_any_level_lands_on_the_target),
        cmocka_unit_test(test_talkers_30_lu_apart_come_out_alike),
        cmocka_unit_test(test_talkers_are_within_1_lu_after_ten_seconds),
        cmocka_unit_test(test_noise_that_begins_in_a_pause_is_not_raised),
        cmocka_unit_test(test_typing_in_a_pause_is_not_raised),
        cmocka_unit_test(test_what_rings_in_a_pause_is_not_raised),
        cmocka_unit_test(test_music_keeps_its_dynamics),
        cmocka_unit_test(test_restless_music_keeps_its_gain),
        cmocka_unit_test(test_talker_after_restless_music_lands_on_the_target),
        cmocka_unit_test(test_applause_is_hardly_louder_than_the_talkers),
        cmocka_unit_test(test_noise_and_silence_are_never_pumped_up),
        cmocka_unit_test(test_gain_rests_in_a_long_pause),
        cmocka_unit_test(test_gain_moves_without_steps_and_within_its_bounds),
        cmocka_unit_test(test_loud_talker_after_a_quiet_one_is_met_in_time),
        cmocka_unit_test(test_bang_does_not_lower_the_talkers_after_it),
        cmocka_unit_test(test_hot_tone_is_lowered_and_a_faint_one_left_alone),
        cmocka_unit_test(test_lookahead_is_at_most_half_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
