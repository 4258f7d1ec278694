/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/montage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/media/jingle.h"
#include "publisher/media/remux.h"
#include "publisher/media/silence_trim.h"
#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

#define SECOND 48000
/* How far around a seam what is heard may differ from the recording. */
#define SEAM_FRAMES 9600

static const struct episode_settings settings = {.title = "Cut"};

static void record(const char *stem, struct sound sound, double target)
{
    tool_do("rm -f %s.opus %s.jsonl", stem, stem);
    make_recording(stem, &sound, target);
    sound_clear(&sound);
}

static int64_t remux_montage(const struct montage *montage)
{
    const struct cover cover = {0};
    struct remuxed remuxed = {0};
    struct err err = {0};
    const struct remux_order order = {
        .montage = montage, .settings = &settings, .cover = &cover};
    own(durable_file) file = durable_file_new("out.opus", 0644, &err);

    if (!file || !remux(&order, file, &remuxed, &err) ||
        !durable_file_commit(file, &err))
        fail_msg("%s", err.text);
    return remuxed.heard_48k;
}

static int64_t remux_edited(
    const char *const *parts, size_t count, const struct edit_list *edits)
{
    own_value(montage) montage = {0};
    struct err err = {0};

    if (!montage_add_parts(&montage, parts, count, edits, &err))
        fail_msg("%s", err.text);
    return remux_montage(&montage);
}

static void edit(struct edit_spans *spans, int64_t from, int64_t to)
{
    struct err err;

    assert_true(edit_spans_add(spans, from, to, &err));
}

static void check_no_complaint(void)
{
    char *said = tool(NULL, "opusinfo out.opus 2>&1; oggz-validate out.opus");

    assert_null(strstr(said, "WARNING"));
    assert_null(strstr(said, "ERROR"));
    free(said);
}

/* The error of some frames against what they should be, in dB. */
static double error_db(const float *is, const float *should, size_t samples)
{
    double error = 1e-20;
    double power = 1e-20;

    for (size_t i = 0; i < samples; i++) {
        error += ((double)is[i] - should[i]) * ((double)is[i] - should[i]);
        power += (double)should[i] * should[i];
    }
    return 10 * log10(error / power);
}

/* That decoded frames are those of a recording, away from seams. */
static void check_stretch(const char *recording, size_t at, size_t from,
    size_t frames, double most_error_db)
{
    size_t out_samples;
    size_t in_samples;
    float *out = decoded("out.opus", &out_samples);
    float *in = decoded(recording, &in_samples);

    assert_in_range(2 * (at + frames), 0, out_samples);
    assert_in_range(2 * (from + frames), 0, in_samples);
    double error = error_db(out + 2 * at, in + 2 * from, 2 * frames);
    if (error > most_error_db)
        fail_msg("error of %.1f dB at %zu", error, at);
    free(out);
    free(in);
}

static const char *const one[] = {"in.opus"};

static void test_trimmed_ends_are_exact_to_the_sample(void **state)
{
    own_value(edit_list) edits = {0};

    (void)state;
    record("in", sound_of_noise(2, 10 * SECOND, 0.1), -16);
    edit(&edits.cut, 0, 2 * SECOND + 77);
    edit(&edits.cut, 8 * SECOND + 11, EDIT_END_48K);
    assert_int_equal(remux_edited(one, 1, &edits), 6 * SECOND - 66);
    check_no_complaint();
    /* Nothing is encoded anew, so it is the same but for settling. */
    check_stretch("in.opus", 0, 2 * SECOND + 77, SECOND, -25);
    check_stretch("in.opus", SECOND, 3 * SECOND + 77, 5 * SECOND - 66, -60);
}

static void test_what_is_cut_is_gone_and_the_rest_follows_without_a_gap(
    void **state)
{
    own_value(edit_list) edits = {0};

    (void)state;
    record("in", sound_of_noise(2, 10 * SECOND, 0.1), -16);
    edit(&edits.cut, 3 * SECOND + 50, 6 * SECOND + 123);
    int64_t heard = remux_edited(one, 1, &edits);
    int64_t left_out = 7 * SECOND - 73 - heard;
    assert_in_range(left_out, 0, 119);
    check_no_complaint();
    check_stretch("in.opus", 0, 0, 3 * SECOND - SEAM_FRAMES, -100);
    check_stretch("in.opus", 3 * SECOND + 50 - SEAM_FRAMES,
        3 * SECOND + 50 - SEAM_FRAMES, SEAM_FRAMES, -15);
    size_t behind = 3 * SECOND + 50;
    size_t from = (size_t)(6 * SECOND + 123 + left_out);
    check_stretch("in.opus", behind, from, SEAM_FRAMES, -12);
    check_stretch("in.opus", behind + 2 * SEAM_FRAMES, from + 2 * SEAM_FRAMES,
        3 * SECOND, -50);
}

/* Loud before the cut and quiet behind it: with the packets of both side by
 * side a decoder would begin the quiet part with a burst, as it remembers the
 * loud one. What is left is what any coder leaves of so hard a cut. */
static void test_a_cut_from_loud_to_quiet_makes_no_burst(void **state)
{
    struct sound sound = sound_of_noise(2, 10 * SECOND, 0.4);
    own_value(edit_list) edits = {0};
    size_t samples;
    float loudest = 0;

    (void)state;
    for (size_t i = (size_t)2 * 5 * SECOND; i < sound.frames * 2; i++)
        sound.pcm[i] /= 200;
    record("in", sound, NAN);
    edit(&edits.cut, 4 * SECOND, 6 * SECOND);
    remux_edited(one, 1, &edits);
    float *out = decoded("out.opus", &samples);
    for (size_t i = (size_t)2 * (4 * SECOND + 480); i < samples; i++)
        loudest = fmaxf(loudest, fabsf(out[i]));
    free(out);
    assert_true(loudest < 0.05F);
}

static void test_parts_of_a_session_follow_each_other(void **state)
{
    static const char *const parts[] = {"one.opus", "two.opus"};
    const struct edit_list edits = {0};

    (void)state;
    record("one", sound_of_speech(2, 4 * SECOND + 333), NAN);
    record("two", sound_of_noise(2, 3 * SECOND + 9, 0.1), NAN);
    int64_t heard = remux_edited(parts, 2, &edits);
    int64_t left_out = 7 * SECOND + 342 - heard;
    assert_in_range(left_out, 0, 119);
    check_no_complaint();
    check_stretch("one.opus", 0, 0, 4 * SECOND, -25);
    size_t two = (size_t)(4 * SECOND + 333 - left_out);
    check_stretch("two.opus", two + SECOND, SECOND, 2 * SECOND, -50);
}

static void record_continuing(const char *stem, int64_t offset_48k)
{
    struct sound sound = sound_of_noise(2, 3 * SECOND, 0.1);

    tool_do("rm -f %s.opus %s.jsonl", stem, stem);
    make_continuing_recording(stem, &sound, offset_48k);
    sound_clear(&sound);
}

static void test_what_a_part_and_the_one_that_continues_it_share_is_heard_once(
    void **state)
{
    static const char *const parts[] = {"one.opus", "two.opus"};
    const struct edit_list edits = {0};

    (void)state;
    record("one", sound_of_speech(2, 4 * SECOND), NAN);
    record_continuing("two", 3 * SECOND + 120);
    int64_t heard = remux_edited(parts, 2, &edits);
    assert_in_range(6 * SECOND + 120 - heard, 0, 119);
    check_no_complaint();
    check_stretch("one.opus", 0, 0, 3 * SECOND - SEAM_FRAMES, -25);
    check_stretch("two.opus", (size_t)heard - 2 * SECOND, SECOND,
        2 * SECOND - SEAM_FRAMES, -50);
}

static void test_a_hole_before_a_part_that_continues_is_silent(void **state)
{
    static const char *const parts[] = {"one.opus", "two.opus"};
    const struct edit_list edits = {0};
    size_t samples;

    (void)state;
    record("one", sound_of_speech(2, 4 * SECOND), NAN);
    record_continuing("two", 6 * SECOND);
    int64_t heard = remux_edited(parts, 2, &edits);
    assert_in_range(9 * SECOND - heard, 0, 119);
    check_no_complaint();
    float *out = decoded("out.opus", &samples);
    for (size_t i = (size_t)2 * (4 * SECOND + SEAM_FRAMES);
         i < (size_t)2 * (6 * SECOND - SEAM_FRAMES); i++)
        assert_true(fabsf(out[i]) < 1e-3F);
    free(out);
    check_stretch("two.opus", (size_t)heard - 2 * SECOND, SECOND,
        2 * SECOND - SEAM_FRAMES, -50);
}

/* A cut that reaches over the hole takes the hole away with it. */
static void test_a_hole_that_is_cut_is_gone(void **state)
{
    static const char *const parts[] = {"one.opus", "two.opus"};
    own_value(edit_list) edits = {0};

    (void)state;
    record("one", sound_of_speech(2, 4 * SECOND), NAN);
    record_continuing("two", 6 * SECOND);
    edit(&edits.cut, 3 * SECOND, 7 * SECOND);
    int64_t heard = remux_edited(parts, 2, &edits);
    assert_in_range(5 * SECOND - heard, 0, 119);
}

static void test_a_silenced_passage_is_silent_and_nothing_else_is(void **state)
{
    own_value(edit_list) edits = {0};
    size_t samples;

    (void)state;
    record("in", sound_of_noise(2, 10 * SECOND, 0.1), -16);
    edit(&edits.silenced, 3 * SECOND + 50, 6 * SECOND + 123);
    assert_int_equal(remux_edited(one, 1, &edits), 10 * SECOND);
    float *out = decoded("out.opus", &samples);
    for (size_t i = (size_t)2 * (3 * SECOND + 50);
         i < (size_t)2 * (6 * SECOND + 123); i++)
        assert_true(fabsf(out[i]) < 1e-4F);
    free(out);
    check_stretch("in.opus", 0, 0, 3 * SECOND - 1920, -60);
    check_stretch("in.opus", 7 * SECOND, 7 * SECOND, 3 * SECOND, -50);
    check_no_complaint();
}

/* Not a packet of the passage, nor the one behind it, which may repeat its
 * last words (in-band FEC). */
static void test_no_byte_of_a_silenced_passage_is_left(void **state)
{
    own_value(edit_list) edits = {0};

    (void)state;
    record("in", sound_of_noise(2, 4 * SECOND, 0.1), -16);
    edit(&edits.silenced, SECOND, 2 * SECOND);
    remux_edited(one, 1, &edits);
    tool_do("for f in in out; do ffprobe -v error -of csv=p=0 "
            "-show_data_hash md5 -show_entries packet=pts_time,data_hash "
            "$f.opus > $f.csv; done");
    assert_int_equal(
        (int)tool_number("awk -F, '$1 >= 1 && $1 < 2.02 { print $2 }' in.csv "
                         "| grep -c -F -f - out.csv || true"),
        0);
    assert_in_range(
        (int)tool_number("awk -F, '/MD5/ && $1 > 2.05 { print $2 }' in.csv "
                         "| grep -c -F -f - out.csv"),
        90, 100);
}

static void test_a_passage_silenced_beside_a_cut_stays_silent(void **state)
{
    own_value(edit_list) edits = {0};
    size_t samples;

    (void)state;
    record("in", sound_of_noise(2, 10 * SECOND, 0.1), -16);
    edit(&edits.cut, 2 * SECOND, 4 * SECOND);
    edit(&edits.silenced, 4 * SECOND, 5 * SECOND);
    remux_edited(one, 1, &edits);
    float *out = decoded("out.opus", &samples);
    for (size_t i = (size_t)2 * (2 * SECOND + 480); i < (size_t)6 * SECOND; i++)
        assert_true(fabsf(out[i]) < 0.02F);
    for (size_t i = (size_t)2 * (2 * SECOND + 9600); i < (size_t)6 * SECOND;
         i++)
        assert_true(fabsf(out[i]) < 1e-6F);
    free(out);
}

static void test_intro_and_outro_are_as_loud_as_the_recording(void **state)
{
    const struct edit_list edits = {0};
    own_value(montage) montage = {0};
    struct montage_sound intro = {0};
    struct err err = {0};

    (void)state;
    record("in", sound_of_noise(2, 8 * SECOND, 0.05), NAN);
    tool_do("sox -n -r 44100 -b 16 -c 1 intro.wav synth 4 sine 500 gain -30 "
            "2>&1");
    double level = judge_loudness("in.opus").integrated_lufs;
    assert_true(jingle_read("intro.wav", level, -3, &intro, &err));
    assert_int_equal(intro.frames, 4 * SECOND);
    assert_true(montage_add_sound(&montage, &intro, &err));
    assert_true(montage_add_parts(&montage, one, 1, &edits, &err));
    assert_true(montage_add_sound(&montage, &intro, &err));
    montage_sound_clear(&intro);
    assert_in_range(16 * SECOND - remux_montage(&montage), 0, 119);
    check_no_complaint();
    tool_do("ffmpeg -v error -y -ss 0 -t 3.9 -i out.opus head.wav");
    tool_do("ffmpeg -v error -y -ss 12.1 -t 3.8 -i out.opus tail.wav");
    double head = judge_loudness("head.wav").integrated_lufs;
    double tail = judge_loudness("tail.wav").integrated_lufs;
    /* One channel in two counts twice (BS.1770-4). */
    assert_true(fabs(head - level - 3) < 0.5);
    assert_true(fabs(tail - level - 3) < 0.5);
    check_stretch("in.opus", 5 * SECOND, SECOND, 6 * SECOND, 3);
}

static void test_silence_at_the_ends_is_found(void **state)
{
    struct sound sound = sound_of_silence(2, 20 * SECOND);
    struct sound noise = sound_of_noise(2, 10 * SECOND, 0.1);
    own_value(edit_list) edits = {0};
    struct err err = {0};

    (void)state;
    memcpy(sound.pcm + (size_t)2 * 4 * SECOND, noise.pcm,
        (size_t)2 * 10 * SECOND * sizeof *sound.pcm);
    sound_clear(&noise);
    record("in", sound, -16);
    assert_true(silence_trim(one, 1, &edits.cut, &err));
    assert_int_equal(edits.cut.count, 2);
    assert_int_equal(edits.cut.items[0].from_48k, 0);
    assert_in_range(edits.cut.items[0].to_48k, 4 * SECOND - 24000 - 4800,
        4 * SECOND - 24000);
    assert_in_range(edits.cut.items[1].from_48k, 14 * SECOND + 24000,
        14 * SECOND + 24000 + 4800);
    assert_true(edits.cut.items[1].to_48k == EDIT_END_48K);
    assert_in_range(
        remux_edited(one, 1, &edits), 11 * SECOND, 11 * SECOND + 9600);
}

static void test_a_silent_recording_is_left_as_long_as_it_is(void **state)
{
    own_value(edit_list) edits = {0};
    struct err err = {0};

    (void)state;
    record("in", sound_of_silence(2, 3 * SECOND), -16);
    assert_true(silence_trim(one, 1, &edits.cut, &err));
    assert_int_equal(edits.cut.count, 0);
}

static void test_a_recording_that_is_all_cut_is_refused(void **state)
{
    own_value(edit_list) edits = {0};
    own_value(montage) montage = {0};
    struct err err = {0};

    (void)state;
    record("in", sound_of_noise(2, SECOND, 0.1), -16);
    edit(&edits.cut, 0, EDIT_END_48K);
    assert_false(montage_add_parts(&montage, one, 1, &edits, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
}

static void test_very_short_stretches_follow_each_other_too(void **state)
{
    own_value(edit_list) edits = {0};

    (void)state;
    record("in", sound_of_noise(2, 10 * SECOND, 0.1), -16);
    for (int i = 1; i < 20; i++)
        edit(&edits.cut, i * 12000, i * 12000 + 7000);
    edit(&edits.cut, 9 * SECOND, 10 * SECOND - 100);
    int64_t expected = 10 * SECOND - 19 * 7000 - SECOND + 100;
    assert_in_range(expected - remux_edited(one, 1, &edits), 0, 240);
    check_no_complaint();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trimmed_ends_are_exact_to_the_sample),
        cmocka_unit_test(
            test_what_is_cut_is_gone_and_the_rest_follows_without_a_gap),
        cmocka_unit_test(test_a_cut_from_loud_to_quiet_makes_no_burst),
        cmocka_unit_test(test_parts_of_a_session_follow_each_other),
        cmocka_unit_test(
            test_what_a_part_and_the_one_that_continues_it_share_is_heard_once),
        cmocka_unit_test(test_a_hole_before_a_part_that_continues_is_silent),
        cmocka_unit_test(test_a_hole_that_is_cut_is_gone),
        cmocka_unit_test(test_a_silenced_passage_is_silent_and_nothing_else_is),
        cmocka_unit_test(test_no_byte_of_a_silenced_passage_is_left),
        cmocka_unit_test(test_a_passage_silenced_beside_a_cut_stays_silent),
        cmocka_unit_test(test_intro_and_outro_are_as_loud_as_the_recording),
        cmocka_unit_test(test_silence_at_the_ends_is_found),
        cmocka_unit_test(test_a_silent_recording_is_left_as_long_as_it_is),
        cmocka_unit_test(test_a_recording_that_is_all_cut_is_refused),
        cmocka_unit_test(test_very_short_stretches_follow_each_other_too),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
