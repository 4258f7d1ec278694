/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_encoder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/mp3_file.h"
#include "tests/publisher/tool.h"

static void write_mp3(const struct sound *sound)
{
    own_value(text) stream = mp3_of_sound(sound, 960);

    write_file("a.mp3", stream.bytes, stream.length);
}

/* How far the decoded file is from the sound, in dB below it. */
static double deviation_db(const struct sound *sound)
{
    double energy = 0;
    double error = 0;
    size_t samples;
    float *pcm = decoded("a.mp3", &samples);

    assert_int_equal(samples, sound->frames * (size_t)sound->channels);
    for (size_t i = 0; i < samples; i++) {
        energy += sound->pcm[i] * sound->pcm[i];
        error += (pcm[i] - sound->pcm[i]) * (pcm[i] - sound->pcm[i]);
    }
    free(pcm);
    return 10 * log10(energy / error);
}

static void test_decoded_file_is_as_long_and_in_place_to_the_sample(
    void **state)
{
    static const size_t lengths[] = {1152, 4321, 48000, 123457};

    (void)state;
    for (int channels = 1; channels <= 2; channels++)
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            struct sound noise = sound_of_noise(channels, lengths[i], 0.3);
            write_mp3(&noise);
            assert_true(deviation_db(&noise) > 12);
            sound_clear(&noise);
        }
}

static void test_even_a_single_frame_is_a_whole_file(void **state)
{
    struct sound click = sound_of_noise(2, 1, 0.3);

    (void)state;
    write_mp3(&click);
    deviation_db(&click);
    sound_clear(&click);
}

static void test_level_is_kept_within_a_twentieth_of_a_decibel(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        struct sound sine = sound_of_sine(channels, 96000, 997, 0.5);
        write_mp3(&sine);
        struct judged judged = judge_loudness("a.mp3");
        /* 0.691 dB of BS.1770 is the filter's gain at 997 Hz. */
        double expected = -9.03 + (channels == 2 ? 3.01 : 0);
        assert_true(fabs(judged.integrated_lufs - expected) < 0.1);
        assert_true(deviation_db(&sine) > 35);
        sound_clear(&sine);
    }
}

static void check_stream(const char *expected)
{
    char *stream =
        tool(NULL, "ffprobe -v error -of csv=p=0 -show_entries "
                   "stream=codec_name,sample_rate,channels,bit_rate a.mp3");

    assert_string_equal(stream, expected);
    free(stream);
}

static void test_speech_stays_at_48_khz_with_the_channels_it_has(void **state)
{
    struct sound mono = sound_of_noise(1, 96000, 0.2);
    struct sound stereo = sound_of_noise(2, 96000, 0.2);

    (void)state;
    write_mp3(&mono);
    check_stream("mp3,48000,1,96000\n");
    write_mp3(&stereo);
    check_stream("mp3,48000,2,128000\n");
    sound_clear(&mono);
    sound_clear(&stereo);
}

static void test_mp3val_finds_nothing_but_the_missing_tags(void **state)
{
    struct sound noise = sound_of_noise(2, 480000, 0.2);

    (void)state;
    write_mp3(&noise);
    char *said = tool(NULL, "mp3val a.mp3 2>&1 | grep -c -E 'WARNING|ERROR'");
    assert_string_equal(said, "1\n");
    free(said);
    said = tool(NULL, "mp3val a.mp3 2>&1 | grep -E 'WARNING'");
    assert_non_null(strstr(said, "No supported tags in the file"));
    free(said);
    sound_clear(&noise);
}

static void test_same_samples_in_other_portions_give_the_same_bytes(
    void **state)
{
    static const size_t steps[] = {1, 959, 1152, 5760, 100000};
    struct sound noise = sound_of_noise(2, 50000, 0.2);
    own_value(text) first = mp3_of_sound(&noise, 960);

    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        own_value(text) again = mp3_of_sound(&noise, steps[i]);
        assert_int_equal(again.length, first.length);
        assert_memory_equal(again.bytes, first.bytes, first.length);
    }
    sound_clear(&noise);
}

static void test_samples_that_are_no_numbers_are_silence(void **state)
{
    struct sound noise = sound_of_noise(2, 48000, 0.2);
    struct sound odd = sound_of_noise(2, 48000, 0.2);
    size_t samples;

    (void)state;
    for (size_t i = 0; i < odd.frames; i += 7) {
        odd.pcm[2 * i] = i % 2 ? NAN : INFINITY;
        odd.pcm[2 * i + 1] = i % 2 ? -INFINITY : 1e30F;
    }
    write_mp3(&odd);
    float *pcm = decoded("a.mp3", &samples);
    assert_int_equal(samples, 96000);
    for (size_t i = 0; i < samples; i++)
        assert_true(fabsf(pcm[i]) < 40);
    free(pcm);
    sound_clear(&noise);
    sound_clear(&odd);
}

static void test_impossible_bitrate_is_an_error(void **state)
{
    const struct mp3_format format = {.channels = 2, .bitrate = 5000000};
    struct err err = {0};

    (void)state;
    assert_null(mp3_encoder_new(&format, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_string_equal(
        err.text, "LAME does not take 48000 Hz, 2 channels at 5000000 bit/s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_decoded_file_is_as_long_and_in_place_to_the_sample),
        cmocka_unit_test(test_even_a_single_frame_is_a_whole_file),
        cmocka_unit_test(test_level_is_kept_within_a_twentieth_of_a_decibel),
        cmocka_unit_test(test_speech_stays_at_48_khz_with_the_channels_it_has),
        cmocka_unit_test(test_mp3val_finds_nothing_but_the_missing_tags),
        cmocka_unit_test(
            test_same_samples_in_other_portions_give_the_same_bytes),
        cmocka_unit_test(test_samples_that_are_no_numbers_are_silence),
        cmocka_unit_test(test_impossible_bitrate_is_an_error),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
