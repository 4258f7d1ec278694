/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_meter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/mp3_file.h"
#include "tests/publisher/tool.h"

static struct mp3_measured measure_sound(const struct sound *sound)
{
    struct mp3_measured measured = {0};
    struct err err = {0};
    own_value(text) stream = mp3_of_sound(sound, 960);

    write_file("a.mp3", stream.bytes, stream.length);
    assert_true(mp3_measure("a.mp3", &measured, &err));
    return measured;
}

static void check_against_ffmpeg(const struct sound *sound)
{
    struct mp3_measured measured = measure_sound(sound);
    struct judged judged = judge_loudness("a.mp3");

    assert_int_equal(measured.frames_48k, sound->frames);
    assert_int_equal(measured.channels, sound->channels);
    assert_true(
        fabs(measured.loudness.integrated_lufs - judged.integrated_lufs) < 0.1);
    assert_true(
        fabs(measured.loudness.true_peak_dbtp - judged.true_peak_dbtp) < 0.1);
}

static void test_ffmpeg_measures_the_same_of_speech_and_noise(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        struct sound speech = sound_of_speech(channels, 480000);
        struct sound noise = sound_of_noise(channels, 240007, 0.1);
        check_against_ffmpeg(&speech);
        check_against_ffmpeg(&noise);
        sound_clear(&speech);
        sound_clear(&noise);
    }
}

static void test_peaks_over_full_scale_are_seen(void **state)
{
    struct sound sine = sound_of_sine(2, 96000, 997, 1.4125);
    struct mp3_measured measured = measure_sound(&sine);

    (void)state;
    assert_true(fabs(measured.loudness.true_peak_dbtp - 3.0) < 0.2);
    sound_clear(&sine);
}

static void test_silence_has_a_length_and_no_loudness(void **state)
{
    struct sound silence = sound_of_silence(1, 48001);
    struct mp3_measured measured = measure_sound(&silence);

    (void)state;
    assert_int_equal(measured.frames_48k, 48001);
    assert_true(isinf(measured.loudness.integrated_lufs));
    sound_clear(&silence);
}

static void check_failure(
    const char *path, enum err_kind kind, const char *message)
{
    struct mp3_measured measured = {.frames_48k = 77};
    struct err err = {0};

    assert_false(mp3_measure(path, &measured, &err));
    assert_int_equal(err.kind, kind);
    assert_non_null(strstr(err.text, message));
    assert_null(strchr(err.text, '\n'));
    assert_int_equal(measured.frames_48k, 77);
}

static void test_what_is_no_mp3_at_48_khz_is_refused(void **state)
{
    (void)state;
    check_failure("nowhere.mp3", ERR_IO, "open nowhere.mp3: No such file");
    write_file("empty.mp3", "", 0);
    check_failure("empty.mp3", ERR_FORMAT, "decode empty.mp3: ");
    tool_do("seq 100000 > text.mp3");
    check_failure("text.mp3", ERR_FORMAT, "decode text.mp3: ");
    tool_do("ffmpeg -v error -f lavfi -i sine=d=2 -ar 44100 cd.mp3");
    check_failure("cd.mp3", ERR_FORMAT, "decode cd.mp3: ");
}

static void test_file_cut_short_is_measured_as_far_as_it_plays(void **state)
{
    struct mp3_measured measured;
    struct err err = {0};
    struct sound noise = sound_of_noise(2, 480000, 0.1);

    (void)state;
    measure_sound(&noise);
    tool_do("head -c 80000 a.mp3 > cut.mp3");
    assert_true(mp3_measure("cut.mp3", &measured, &err));
    assert_in_range(measured.frames_48k, 230000, 240000);
    sound_clear(&noise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ffmpeg_measures_the_same_of_speech_and_noise),
        cmocka_unit_test(test_peaks_over_full_scale_are_seen),
        cmocka_unit_test(test_silence_has_a_length_and_no_loudness),
        cmocka_unit_test(test_what_is_no_mp3_at_48_khz_is_refused),
        cmocka_unit_test(test_file_cut_short_is_measured_as_far_as_it_plays),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
