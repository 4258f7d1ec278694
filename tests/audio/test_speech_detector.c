/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/speech_detector.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "recorder/audio/k_weighting.h"
#include "tests/audio/sound.h"

#define HOP_FRAMES 480

struct shares {
    double speech, other; /* of all hops that count */
};

static struct shares listen_from(const struct sound *sound, size_t first)
{
    struct k_weighting weighting = {.channels = sound->channels};
    struct speech_detector detector = {0};
    size_t hops = sound->frames / HOP_FRAMES;
    struct shares shares = {0};

    for (size_t i = 0; i < hops; i++) {
        const float *pcm = sound->pcm + i * HOP_FRAMES * sound->channels;
        double energy = k_weighting_energy(&weighting, pcm, HOP_FRAMES);
        enum heard_kind kind =
            speech_detector_push(&detector, energy, pcm, sound->channels);
        if (i < first)
            continue;
        shares.speech += kind == HEARD_SPEECH;
        shares.other += kind == HEARD_OTHER;
    }
    shares.speech /= (double)(hops - first);
    shares.other /= (double)(hops - first);
    return shares;
}

/* From the first second on. */
static struct shares listen(const struct sound *sound)
{
    return listen_from(sound, 100);
}

/* `from` the end of the pcm, so many seconds. */
static void mix(struct sound *sound, const struct sound *with)
{
    for (size_t i = 0; i < sound->frames * sound->channels; i++)
        sound->pcm[i] += with->pcm[i];
}

static void test_speech_of_any_level_is_found(void **state)
{
    (void)state;
    for (int talker = 0; talker < 4; talker++) {
        own_value(sound) sound = {.channels = 1 + (size_t)talker % 2};
        sound_add_speech(&sound, talker, -40 + 10 * talker, 12);
        struct shares shares = listen(&sound);
        assert_true(shares.speech > 0.45);
        assert_true(shares.other < 0.05);
    }
}

static void test_speech_15_lu_above_noise_is_found(void **state)
{
    (void)state;
    for (int talker = 0; talker < 4; talker++) {
        own_value(sound) sound = {.channels = 1};
        own_value(sound) noise = {.channels = 1};
        sound_add_speech(&sound, talker, -25, 12);
        sound_add_noise(&noise, -38, 15);
        assert_true(fabs(sound_lufs(&noise, 0, noise.frames) + 40) < 1);
        mix(&sound, &noise);
        struct shares shares = listen(&sound);
        assert_true(shares.speech > 0.3);
        assert_true(shares.other < 0.1);
    }
}

static void test_noise_and_tones_are_no_speech(void **state)
{
    own_value(sound) sound = {.channels = 2};

    (void)state;
    sound_add_noise(&sound, -40, 4);
    sound_add_sine(&sound, 220, -30, 4);
    sound_add_square(&sound, 100, -45, 4);
    assert_true(listen(&sound).speech < 0.06);
}

static void test_noise_that_begins_is_seen_through_soon(void **state)
{
    own_value(sound) sound = {.channels = 1};

    (void)state;
    sound_add_speech(&sound, 1, -24, 8);
    double before = listen(&sound).speech * (double)(sound.frames - 48000);
    sound_add_noise(&sound, -36, 6);
    double after = listen(&sound).speech * (double)(sound.frames - 48000);
    assert_true(after - before < 0.35 * 48000);
}

/* Eight keys a second, each a click that fades within 20 ms. */
static void test_typing_is_no_speech(void **state)
{
    own_value(sound) sound = {.channels = 1};

    (void)state;
    sound_add_silence(&sound, 1);
    for (int key = 0; key < 80; key++) {
        size_t at = sound.frames;
        sound_add_noise(&sound, -20, 0.125);
        for (size_t i = at; i < sound.frames; i++)
            sound.pcm[i] *= expf(-(float)(i - at) / 240);
    }
    assert_true(listen(&sound).speech < 0.15);
}

static void test_what_rings_or_sings_is_no_speech(void **state)
{
    (void)state;
    static const struct rings things[] = {
        {300, 1000, 12, 0.01}, /* keys */
        {2200, 4500, 4, 0.08}, /* birds */
        {1500, 4000, 2, 0.12}, /* glasses */
        {80, 180, 2.5, 0.05},  /* steps */
    };

    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
        own_value(sound) sound = {.channels = 1};
        sound_add_rings(&sound, &things[i], -40, 20);
        double speech = listen(&sound).speech;
        if (speech >= 0.05)
            print_error("thing %zu: %.3f\n", i, speech);
        assert_true(speech < 0.05);
    }
}

static void test_telephone_is_no_speech(void **state)
{
    own_value(sound) sound = {.channels = 1};

    (void)state;
    sound_add_silence(&sound, 2);
    for (int ring = 0; ring < 60; ring++) {
        sound_add_sine(&sound, ring % 2 ? 950 : 1400, -30, 0.05);
        sound_add_silence(&sound, ring % 20 == 19 ? 1.5 : 0.03);
    }
    assert_true(listen(&sound).speech < 0.02);
}

/* Chords of four decaying tones, twice a second. */
static void test_music_without_rests_is_no_speech(void **state)
{
    static const float hz[4] = {220, 277.2F, 329.6F, 440};
    own_value(sound) sound = {.channels = 2};

    (void)state;
    sound_add_frames(&sound, 12 * 48000);
    for (size_t i = 0; i < sound.frames; i++) {
        float seconds = (float)(i % 24000) / 48000;
        float turn = (float)(i / 24000 % 3) * 0.25F + 1;
        float sum = 0;
        for (int tone = 0; tone < 4; tone++)
            sum += sinf(6.2831853F * hz[tone] * turn * seconds);
        float attack = fminf(seconds * 50, 1);
        sound.pcm[2 * i] = 0.05F * attack * expf(-2 * seconds) * sum;
        sound.pcm[2 * i + 1] = sound.pcm[2 * i];
    }
    assert_true(listen(&sound).speech < 0.1);
}

static void test_restless_music_is_no_speech_after_five_seconds(void **state)
{
    (void)state;
    for (double beats = 80; beats <= 170; beats += 30) {
        own_value(sound) sound = {.channels = 2};
        sound_add_dance(&sound, beats, -18, 14);
        assert_true(listen_from(&sound, 500).speech < 0.05);
    }
}

static void test_voice_after_restless_music_is_found_soon(void **state)
{
    (void)state;
    for (int talker = 0; talker < 4; talker++) {
        own_value(sound) sound = {.channels = 1};
        sound_add_dance(&sound, 110, -16, 10);
        sound_add_speech(&sound, talker, -26, 10);
        assert_true(listen_from(&sound, 1200).speech > 0.45);
    }
}

static void test_voice_after_a_rest_is_found_at_once(void **state)
{
    (void)state;
    for (int talker = 0; talker < 4; talker++) {
        own_value(sound) sound = {.channels = 1};
        sound_add_dance(&sound, 110, -16, 10);
        sound_add_silence(&sound, 0.4);
        sound_add_speech(&sound, talker, -26, 2);
        assert_true(listen_from(&sound, 1040).speech > 0.4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speech_of_any_level_is_found),
        cmocka_unit_test(test_speech_15_lu_above_noise_is_found),
        cmocka_unit_test(test_noise_and_tones_are_no_speech),
        cmocka_unit_test(test_noise_that_begins_is_seen_through_soon),
        cmocka_unit_test(test_typing_is_no_speech),
        cmocka_unit_test(test_what_rings_or_sings_is_no_speech),
        cmocka_unit_test(test_telephone_is_no_speech),
        cmocka_unit_test(test_music_without_rests_is_no_speech),
        cmocka_unit_test(test_restless_music_is_no_speech_after_five_seconds),
        cmocka_unit_test(test_voice_after_restless_music_is_found_soon),
        cmocka_unit_test(test_voice_after_a_rest_is_found_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
