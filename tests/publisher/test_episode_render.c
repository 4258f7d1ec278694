/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/episode_render.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

/* What the recorder left, as a whole. */
static bool render_to(const char *opus_path, const char *mp3_path,
    const struct episode_settings *with, struct episode_files *files,
    struct err *err)
{
    static const char *const parts[] = {"in.opus"};
    const struct edit_list edits = {0};
    own_value(montage) montage = {0};

    return montage_add_parts(&montage, parts, 1, &edits, err) &&
           episode_render(&montage, opus_path, mp3_path, with, files, err);
}

static const struct episode_settings settings = {
    .title = "Die Brücke 🌉",
    .show = "The Weekly Town Hall",
    .author = "Radio Example",
    .date = "2026-11-22",
    .comment = "What was said.",
    .link = "https://example.org/e/1",
    .target_lufs = -16,
    .number = 12,
};

static int empty_folder(void **state)
{
    (void)state;
    tool_do("rm -f *");
    return 0;
}

static struct episode_files render(const struct episode_settings *with)
{
    struct episode_files files = {0};
    struct err err = {0};

    if (!render_to("e.opus", "e.mp3", with, &files, &err))
        fail_msg("%s", err.text);
    return files;
}

static void record(struct sound *sound, double target_lufs)
{
    make_recording("in", sound, target_lufs);
}

static void check_media(const char *path, const struct episode_media *media)
{
    char *judged =
        tool(NULL, "openssl dgst -sha384 -binary %s | openssl base64 -A", path);

    assert_int_equal(
        media->length_bytes, (int64_t)tool_number("stat -c %%s %s", path));
    assert_int_equal((int)tool_number("stat -c %%a %s", path), 644);
    assert_memory_equal(media->integrity, "sha384-", 7);
    assert_string_equal(media->integrity + 7, judged);
    free(judged);
}

static void check_length(const char *path, const struct sound *sound)
{
    size_t samples;

    free(decoded(path, &samples));
    assert_int_equal(samples, sound->frames * (size_t)sound->channels);
}

/* Renders and lets the tools judge: the length of both files, what the
 * result says of them, and the MP3's loudness. */
static struct episode_files check_episode(const struct sound *sound)
{
    struct episode_files files = render(&settings);
    struct judged judged = judge_loudness("e.mp3");

    check_media("e.opus", &files.opus);
    check_media("e.mp3", &files.mp3);
    check_length("e.opus", sound);
    check_length("e.mp3", sound);
    assert_int_equal(files.duration_ms, (sound->frames + 24) / 48);
    assert_true(files.mp3.loudness.true_peak_dbtp <= -1.0);
    assert_true(judged.true_peak_dbtp <= -1.0);
    return files;
}

static void test_speech_gives_both_files_at_the_target(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        struct sound speech = sound_of_speech(channels, 5 * 48000 + 123);
        record(&speech, -16);
        struct episode_files files = check_episode(&speech);
        assert_true(fabs(files.mp3.loudness.integrated_lufs + 16) <= 0.1);
        assert_int_equal(
            (int)tool_number("ffprobe -v error -of csv=p=0 -show_entries "
                             "stream=channels e.mp3"),
            channels);
        sound_clear(&speech);
        empty_folder(state);
    }
}

/* What ffprobe and mutagen read of either file, as lines "START TITLE". */
#define FFPROBE_CHAPTERS                                                       \
    "ffprobe -v error -show_chapters -of json %s | /usr/bin/python3 -c '"      \
    "import json, sys\n"                                                       \
    "for c in json.load(sys.stdin)[\"chapters\"]: print("                      \
    "round(float(c[\"start_time\"]) * 1000), c[\"tags\"][\"title\"])'"
#define MUTAGEN_ID3                                                            \
    "/usr/bin/python3 -c '\n"                                                  \
    "import mutagen.id3\n"                                                     \
    "t = mutagen.id3.ID3(\"e.mp3\")\n"                                         \
    "toc, = t.getall(\"CTOC\")\n"                                              \
    "assert toc.flags == 3, toc.flags\n"                                       \
    "for i in toc.child_element_ids:\n"                                        \
    "    c = t[\"CHAP:\" + i]\n"                                               \
    "    print(c.start_time, c.sub_frames[\"TIT2\"])'"
#define MUTAGEN_OPUS                                                           \
    "/usr/bin/python3 -c '\n"                                                  \
    "import mutagen.oggopus\n"                                                 \
    "t = mutagen.oggopus.OggOpus(\"e.opus\")\n"                                \
    "for i in range(3):\n"                                                     \
    "    h, m, s = t[\"chapter%%03d\" %% i][0].split(\":\")\n"                 \
    "    print(round(1000 * (3600 * int(h) + 60 * int(m) + float(s))), "       \
    "t[\"chapter%%03dname\" %% i][0])'"

static void test_everybody_reads_the_same_chapters(void **state)
{
    static const struct podcast_chapter chapters[] = {
        {.start_ms = 0, .end_ms = 1000, .title = "Welcome"},
        {.start_ms = 1000, .end_ms = 3000, .title = "Die Brücke 🌉"},
        {.start_ms = 3000, .end_ms = 4000, .title = "Parks & trees"},
    };
    struct episode_settings with = settings;
    struct sound noise = sound_of_noise(2, 4 * 48000, 0.1);
    const char *expected = "0 Welcome\n1000 Die Brücke 🌉\n3000 Parks & trees\n";

    (void)state;
    record(&noise, -16);
    sound_clear(&noise);
    with.chapters = chapters;
    with.chapter_count = 3;
    render(&with);
    char *said[] = {tool(NULL, FFPROBE_CHAPTERS, "e.mp3"),
        tool(NULL, FFPROBE_CHAPTERS, "e.opus"), tool(NULL, MUTAGEN_ID3),
        tool(NULL, MUTAGEN_OPUS)};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        assert_string_equal(said[i], expected);
        free(said[i]);
    }
}

static void test_a_variable_bitrate_keeps_length_target_and_header(void **state)
{
    struct sound speech = sound_of_speech(2, 5 * 48000 + 123);
    struct episode_settings with = settings;

    (void)state;
    record(&speech, -16);
    with.is_vbr = true;
    struct episode_files files = render(&with);
    check_length("e.mp3", &speech);
    assert_true(fabs(files.mp3.loudness.integrated_lufs + 16) <= 0.1);
    assert_true(judge_loudness("e.mp3").true_peak_dbtp <= -1.0);
    assert_in_range(files.mp3.bitrate, 40000, 200000);
    tool_do("grep -a -q Xing e.mp3");
    tool_do("! mp3val e.mp3 | grep -E 'WARNING|ERROR'");
    sound_clear(&speech);
}

static void test_silence_stays_silence(void **state)
{
    struct sound silence = sound_of_silence(2, 3 * 48000);

    (void)state;
    record(&silence, -16);
    struct episode_files files = check_episode(&silence);
    assert_true(isinf(files.mp3.loudness.integrated_lufs));
    assert_true(files.mp3.loudness.true_peak_dbtp < -90);
    sound_clear(&silence);
}

static void test_opus_keeps_the_gain_of_the_recording(void **state)
{
    struct sound speech = sound_of_speech(2, 8 * 48000);

    (void)state;
    record(&speech, -16);
    struct episode_files files = render(&settings);
    struct judged judged = judge_loudness("e.opus");
    assert_true(fabs(judged.integrated_lufs -
                     files.opus.loudness.integrated_lufs) < 0.1);
    assert_in_range(files.opus.bitrate, 90000, 170000);
    assert_int_equal(files.mp3.bitrate, 128000);
    sound_clear(&speech);
}

static void test_mp3val_finds_no_fault(void **state)
{
    struct sound speech = sound_of_speech(2, 8 * 48000);

    (void)state;
    record(&speech, -16);
    render(&settings);
    char *said = tool(NULL, "mp3val e.mp3 2>&1");
    assert_null(strstr(said, "WARNING"));
    assert_null(strstr(said, "ERROR"));
    assert_non_null(strstr(said, "MPEG 1 Layer III"));
    free(said);
    sound_clear(&speech);
}

static void test_same_recording_gives_the_same_bytes(void **state)
{
    struct sound speech = sound_of_speech(2, 5 * 48000);

    (void)state;
    record(&speech, -16);
    render(&settings);
    tool_do("mv e.opus first.opus; mv e.mp3 first.mp3; sleep 0.01");
    render(&settings);
    tool_do("cmp e.opus first.opus && cmp e.mp3 first.mp3");
    sound_clear(&speech);
}

static void test_both_files_show_cover_and_title_of_300_emoji(void **state)
{
    struct sound noise = sound_of_noise(2, 48000, 0.1);
    own_value(text) title = {0};
    struct episode_settings with = settings;

    (void)state;
    for (int i = 0; i < 300; i++)
        text_append(&title, "🎙");
    tool_do("ffmpeg -v error -f lavfi -i testsrc=size=1400x1400 -frames:v 1 "
            "cover.png");
    with.title = title.bytes;
    with.cover = "cover.png";
    record(&noise, -16);
    render(&with);
    for (int i = 0; i < 2; i++) {
        const char *path = i ? "e.mp3" : "e.opus";
        char *shown = tool(NULL,
            "ffprobe -v error -of csv=p=0 -show_entries "
            "format_tags=title:stream_tags=title %s | tr -d '\\n,'",
            path);
        assert_string_equal(shown, title.bytes);
        free(shown);
        tool_do("ffmpeg -v error -y -i %s -map 0:v -c copy shown.png && "
                "cmp shown.png cover.png",
            path);
    }
    sound_clear(&noise);
}

static void check_failure(const struct episode_settings *with,
    enum err_kind kind, const char *message)
{
    struct episode_files files = {.duration_ms = 77};
    struct err err = {0};
    size_t before = files_in_folder();

    assert_false(render_to("e.opus", "e.mp3", with, &files, &err));
    assert_int_equal(err.kind, kind);
    assert_null(strchr(err.text, '\n'));
    if (!strstr(err.text, message))
        fail_msg("%s", err.text);
    assert_int_equal(files.duration_ms, 77);
    assert_int_equal(files_in_folder(), before);
}

static void test_bad_cover_stops_it_by_name(void **state)
{
    struct sound noise = sound_of_noise(2, 48000, 0.1);
    struct episode_settings with = settings;

    (void)state;
    record(&noise, -16);
    with.cover = "nowhere.jpg";
    check_failure(
        &with, ERR_IO, "cover: nowhere.jpg: open: No such file or directory");
    tool_do("seq 1000 > notes.jpg");
    with.cover = "notes.jpg";
    check_failure(&with, ERR_FORMAT,
        "cover: notes.jpg: neither a JPEG nor a PNG picture");
    sound_clear(&noise);
}

static void test_missing_recording_and_folder_are_named(void **state)
{
    struct episode_files files;
    struct err err = {0};

    (void)state;
    check_failure(&settings, ERR_IO, "open in.opus: No such file");
    struct sound noise = sound_of_noise(2, 48000, 0.1);
    record(&noise, -16);
    assert_false(render_to("nowhere/e.opus", "e.mp3", &settings, &files, &err));
    assert_string_equal(
        err.text, "create nowhere/e.opus: No such file or directory");
    assert_false(render_to("e.opus", "nowhere/e.mp3", &settings, &files, &err));
    assert_string_equal(
        err.text, "create nowhere/e.mp3: No such file or directory");
    assert_int_equal(files_in_folder(), 2);
    sound_clear(&noise);
}

/* The file may grow to `most_bytes` and not beyond. */
static void check_full_disk(rlim_t most_bytes)
{
    struct rlimit before;

    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit limit = {most_bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    check_failure(&settings, ERR_IO, ": File too large");
    setrlimit(RLIMIT_FSIZE, &before);
}

static void test_full_disk_leaves_nothing_behind(void **state)
{
    struct sound noise = sound_of_noise(1, 20 * 48000, 0.1);

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    record(&noise, -16);
    struct episode_files files = render(&settings);
    assert_true(files.opus.length_bytes < files.mp3.length_bytes);
    tool_do("rm e.opus e.mp3");
    check_full_disk(0);
    check_full_disk(5000);
    check_full_disk((rlim_t)files.opus.length_bytes - 1);
    check_full_disk((rlim_t)files.opus.length_bytes);
    check_full_disk((rlim_t)files.mp3.length_bytes - 1);
    render(&settings);
    sound_clear(&noise);
}

/* What was published stays until both new files are whole. */
static void test_failure_leaves_the_old_files_as_they_were(void **state)
{
    struct sound noise = sound_of_noise(1, 48000, 0.1);

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    record(&noise, -16);
    write_file("e.opus", "old opus", 8);
    write_file("e.mp3", "old mp3", 7);
    check_full_disk(9000);
    tool_do("test \"$(cat e.opus e.mp3)\" = 'old opusold mp3'");
    sound_clear(&noise);
}

#define EPISODE_TEST(test) cmocka_unit_test_setup(test, empty_folder)

/* Parts, a cut and a passage that is silenced: what is heard is another
 * programme, and its gain is found anew. */
static void test_an_edited_episode_measures_the_target_in_both_files(
    void **state)
{
    static const char *const parts[] = {"in.opus", "two.opus"};
    struct sound speech = sound_of_speech(2, 6 * 48000);
    own_value(edit_list) edits = {0};
    own_value(montage) montage = {0};
    struct episode_files files;
    struct err err = {0};

    (void)state;
    record(&speech, NAN);
    sound_amplify(&speech, -9);
    make_recording("two", &speech, -16);
    sound_clear(&speech);
    assert_true(edit_spans_parse(&edits.silenced, "0:01-0:02,0:08-0:09", &err));
    assert_true(edit_spans_parse(&edits.cut, "0:03-0:07", &err));
    assert_true(montage_add_parts(&montage, parts, 2, &edits, &err));
    if (!episode_render(&montage, "e.opus", "e.mp3", &settings, &files, &err))
        fail_msg("%s", err.text);
    assert_in_range(files.duration_ms, 7997, 8000);
    struct judged opus = judge_loudness("e.opus");
    struct judged mp3 = judge_loudness("e.mp3");
    assert_true(fabs(mp3.integrated_lufs + 16) <= 0.15);
    assert_true(mp3.true_peak_dbtp <= -1.0);
    assert_true(opus.true_peak_dbtp <= -1.0);
    assert_true(
        fabs(opus.integrated_lufs + 16) <= 0.15 || opus.true_peak_dbtp > -1.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EPISODE_TEST(test_speech_gives_both_files_at_the_target),
        EPISODE_TEST(test_an_edited_episode_measures_the_target_in_both_files),
        EPISODE_TEST(test_everybody_reads_the_same_chapters),
        EPISODE_TEST(test_a_variable_bitrate_keeps_length_target_and_header),
        EPISODE_TEST(test_silence_stays_silence),
        EPISODE_TEST(test_opus_keeps_the_gain_of_the_recording),
        EPISODE_TEST(test_mp3val_finds_no_fault),
        EPISODE_TEST(test_same_recording_gives_the_same_bytes),
        EPISODE_TEST(test_both_files_show_cover_and_title_of_300_emoji),
        EPISODE_TEST(test_bad_cover_stops_it_by_name),
        EPISODE_TEST(test_missing_recording_and_folder_are_named),
        EPISODE_TEST(test_full_disk_leaves_nothing_behind),
        EPISODE_TEST(test_failure_leaves_the_old_files_as_they_were),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
