/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_render.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/recording_measure.h"
#include "recorder/recording/recording_reader.h"
#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

static double header_gain_db(void)
{
    struct err err = {0};
    own(recording_reader) reader = recording_reader_new("in.opus", &err);

    assert_non_null(reader);
    return recording_reader_gain_q8(reader) / 256.0;
}

/* Renders in.opus to out.mp3 for that target. */
static struct mp3_rendered render(double target_lufs)
{
    struct mp3_rendered rendered = {0};
    struct err err = {0};
    own_value(text) tag = {0};
    int64_t frames_48k;
    struct mp3_order order = {
        .recording_path = "in.opus",
        .mp3_path = "out.mp3",
        .tag = &tag,
        .header_gain_db = header_gain_db(),
        .target_lufs = target_lufs,
    };

    text_append(&tag, "ID3\x04");
    text_append_bytes(&tag, "\0\0\0\0\0\0", 6);
    assert_true(
        recording_measure("in.opus", &order.recording, &frames_48k, &err));
    own(durable_file) file = mp3_render(&order, &rendered, &err);
    if (!file || !durable_file_commit(file, &err))
        fail_msg("%s", err.text);
    assert_int_equal(rendered.measured.frames_48k, frames_48k);
    print_message("%.2f LUFS %.2f dBTP -> %.2f LUFS %.2f dBTP in %d passes\n",
        order.recording.integrated_lufs, order.recording.true_peak_dbtp,
        rendered.measured.loudness.integrated_lufs,
        rendered.measured.loudness.true_peak_dbtp, rendered.passes);
    return rendered;
}

static void record(struct sound *sound, double gain_db, double header_target)
{
    sound_amplify(sound, gain_db);
    tool_do("rm -f in.opus in.jsonl");
    make_recording("in", sound, header_target);
}

static void check_peak(const struct mp3_rendered *rendered)
{
    struct judged judged = judge_loudness("out.mp3");

    assert_true(rendered->measured.loudness.true_peak_dbtp <= -1.0);
    assert_true(judged.true_peak_dbtp <= -1.0);
}

static void check_target(double target_lufs, int most_passes)
{
    struct mp3_rendered rendered = render(target_lufs);
    struct judged judged = judge_loudness("out.mp3");

    check_peak(&rendered);
    assert_true(
        fabs(rendered.measured.loudness.integrated_lufs - target_lufs) <= 0.1);
    assert_true(fabs(judged.integrated_lufs - target_lufs) <= 0.2);
    assert_in_range(rendered.passes, 1, most_passes);
}

static void check_speech(int channels, double gain_db, double header_target)
{
    struct sound speech = sound_of_speech(channels, 12 * 48000 + 123);

    record(&speech, gain_db, header_target);
    check_target(-16, 2);
    sound_clear(&speech);
}

static void test_speech_reaches_the_target_under_the_peak_limit(void **state)
{
    (void)state;
    check_speech(2, 0, -16);
}

static void test_mono_speech_reaches_the_target_in_mono(void **state)
{
    (void)state;
    check_speech(1, 0, -16);
    char *stream =
        tool(NULL, "ffprobe -v error -of csv=p=0 -show_entries "
                   "stream=codec_name,sample_rate,channels,bit_rate out.mp3");
    assert_string_equal(stream, "mp3,48000,1,96000\n");
    free(stream);
}

static void test_hot_mix_comes_down_to_the_target(void **state)
{
    (void)state;
    check_speech(2, 12, NAN);
}

static void test_very_quiet_recording_comes_up_to_the_target(void **state)
{
    (void)state;
    check_speech(2, -30, NAN);
}

/* What `normalize = gain` leaves short of the target because of its peaks. */
static void test_recording_held_down_by_a_burst_is_limited_to_the_target(
    void **state)
{
    struct sound speech = sound_of_speech(2, 8 * 48000);

    (void)state;
    sound_amplify(&speech, -12);
    for (size_t i = 240000; i < 240200; i++)
        speech.pcm[i] = i % 40 < 20 ? 0.9F : -0.9F;
    record(&speech, 0, -16);
    check_target(-16, 2);
    sound_clear(&speech);
}

/* 8 ms at full scale, as of a hand on the table. */
static void add_bang(struct sound *sound, size_t at)
{
    for (size_t i = 0; i < 384 * (size_t)sound->channels; i++)
        sound->pcm[at * (size_t)sound->channels + i] =
            i % 40 < 20 ? 0.9F : -0.9F;
}

static void test_whispers_between_bangs_come_up_to_the_target(void **state)
{
    (void)state;
    for (double gain_db = -24; gain_db >= -30; gain_db -= 6) {
        struct sound speech = sound_of_speech(1, 10 * 48000);
        sound_amplify(&speech, gain_db);
        add_bang(&speech, 48000);
        add_bang(&speech, 300000);
        record(&speech, 0, -16);
        check_target(-16, MP3_RENDER_MOST_PASSES);
        sound_clear(&speech);
    }
}

/* Most of it is far below the rest, and rises over the gate of the
 * measurement only when the rest is limited. */
static void test_talkers_far_apart_come_up_to_the_target(void **state)
{
    (void)state;
    for (float apart = 0.3F; apart > 0.04F; apart /= 4) {
        struct sound speech = sound_of_speech(2, 14 * 48000);
        sound_amplify(&speech, -20);
        for (size_t i = 2 * 200000; i < 2 * 14 * 48000; i++)
            speech.pcm[i] *= apart;
        record(&speech, 0, -16);
        check_target(-16, 2);
        sound_clear(&speech);
    }
}

static void test_other_targets_are_reached_too(void **state)
{
    struct sound speech = sound_of_speech(2, 8 * 48000);

    (void)state;
    record(&speech, 0, -16);
    check_target(-14, 2);
    check_target(-23, 2);
    sound_clear(&speech);
}

static void test_dense_noise_reaches_the_target(void **state)
{
    struct sound noise = sound_of_noise(2, 10 * 48000, 1);

    (void)state;
    record(&noise, 0, -16);
    check_target(-16, 2);
    sound_clear(&noise);
}

static void test_a_second_is_enough(void **state)
{
    struct sound speech = sound_of_speech(2, 48000);

    (void)state;
    record(&speech, 0, -16);
    check_target(-16, 2);
    sound_clear(&speech);
}

static void test_target_that_the_peaks_forbid_keeps_the_peak_limit(void **state)
{
    struct sound speech = sound_of_speech(2, 4 * 48000);

    (void)state;
    record(&speech, 0, -16);
    struct mp3_rendered rendered = render(-3);
    check_peak(&rendered);
    assert_true(rendered.measured.loudness.integrated_lufs > -14);
    sound_clear(&speech);
}

static void test_silence_is_not_amplified(void **state)
{
    struct sound silence = sound_of_silence(2, 3 * 48000);

    (void)state;
    record(&silence, 0, -16);
    struct mp3_rendered rendered = render(-16);
    assert_true(isinf(rendered.measured.loudness.integrated_lufs));
    assert_true(rendered.measured.loudness.true_peak_dbtp < -90);
    assert_int_equal(rendered.passes, 1);
    sound_clear(&silence);
}

/* With and without the header gain, which is at its most already. */
static void test_noise_of_a_room_is_raised_by_40_db_at_most(void **state)
{
    static const double header_targets[] = {-16, NAN};
    struct sound noise = sound_of_noise(1, 5 * 48000, 1.2e-3);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        record(&noise, 0, header_targets[i]);
        struct mp3_rendered rendered = render(-16);
        assert_true(
            fabs(rendered.measured.loudness.integrated_lufs + 23.4) < 0.3);
    }
    sound_clear(&noise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speech_reaches_the_target_under_the_peak_limit),
        cmocka_unit_test(test_mono_speech_reaches_the_target_in_mono),
        cmocka_unit_test(test_hot_mix_comes_down_to_the_target),
        cmocka_unit_test(test_very_quiet_recording_comes_up_to_the_target),
        cmocka_unit_test(
            test_recording_held_down_by_a_burst_is_limited_to_the_target),
        cmocka_unit_test(test_whispers_between_bangs_come_up_to_the_target),
        cmocka_unit_test(test_talkers_far_apart_come_up_to_the_target),
        cmocka_unit_test(test_other_targets_are_reached_too),
        cmocka_unit_test(test_dense_noise_reaches_the_target),
        cmocka_unit_test(test_a_second_is_enough),
        cmocka_unit_test(
            test_target_that_the_peaks_forbid_keeps_the_peak_limit),
        cmocka_unit_test(test_silence_is_not_amplified),
        cmocka_unit_test(test_noise_of_a_room_is_raised_by_40_db_at_most),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
