/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/remux.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

static const struct episode_settings settings = {
    .title = "Die Brücke 🌉",
    .show = "The Weekly Town Hall",
    .author = "Radio Example",
    .date = "2026-11-22",
    .comment = "What was said.",
    .link = "https://example.org/e/1",
    .number = 12,
};

static bool remux_all(const char *path, const struct cover *cover,
    struct durable_file *file, struct remuxed *remuxed, struct err *err)
{
    const struct edit_list edits = {0};
    own_value(montage) montage = {0};
    const struct remux_order order = {
        .montage = &montage, .settings = &settings, .cover = cover};

    return montage_add_parts(&montage, &path, 1, &edits, err) &&
           remux(&order, file, remuxed, err);
}

static struct remuxed remux_to(const char *path, const struct cover *cover)
{
    struct remuxed remuxed = {0};
    struct err err = {0};
    own(durable_file) file = durable_file_new(path, 0644, &err);

    assert_non_null(file);
    if (!remux_all("in.opus", cover, file, &remuxed, &err) ||
        !durable_file_commit(file, &err))
        fail_msg("%s", err.text);
    return remuxed;
}

/* A recording of odd length, remuxed to out.opus. */
static struct remuxed remux_noise(int channels, size_t frames)
{
    struct sound noise = sound_of_noise(channels, frames, 0.1);

    tool_do("rm -f in.opus in.jsonl");
    make_recording("in", &noise, -16);
    sound_clear(&noise);
    return remux_to("out.opus", &(struct cover){0});
}

static void check_no_complaint(const char *path)
{
    char *said = tool(NULL, "opusinfo %s 2>&1", path);

    assert_null(strstr(said, "WARNING"));
    assert_null(strstr(said, "ERROR"));
    free(said);
    said = tool(NULL, "oggz-validate %s 2>&1", path);
    assert_string_equal(said, "");
    free(said);
}

/* A command with the path of either file in its middle prints the same. */
static void check_same(const char *before, const char *after)
{
    char *in = tool(NULL, "%s in.opus %s", before, after);
    char *out = tool(NULL, "%s out.opus %s", before, after);

    assert_true(strlen(in) > 0);
    assert_string_equal(in, out);
    free(in);
    free(out);
}

static void test_every_packet_is_kept_byte_for_byte(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        struct remuxed remuxed = remux_noise(channels, 480000 + 77);
        assert_int_equal(remuxed.heard_48k, 480000 + 77);
        assert_int_equal(remuxed.packet_bytes,
            (int64_t)tool_number(
                "ffprobe -v error -of csv=p=0 -show_entries packet=size "
                "out.opus | awk -F, '{ sum += $1 } END { print sum }'"));
        check_same("ffprobe -v error -of csv -show_data_hash md5 "
                   "-show_entries packet=pts,size,data_hash",
            "");
    }
}

static void test_decoders_give_the_same_samples_as_of_the_recording(
    void **state)
{
    static const size_t lengths[] = {1, 959, 48000, 300001};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        size_t samples;
        remux_noise(2, lengths[i]);
        free(decoded("out.opus", &samples));
        assert_int_equal(samples, 2 * lengths[i]);
        check_same("ffmpeg -v error -i", "-f md5 -");
        check_same("opusdec --quiet --float", "- 2>/dev/null | md5sum");
    }
}

static void test_opusinfo_and_oggz_validate_have_nothing_to_say(void **state)
{
    static const size_t lengths[] = {1, 960, 47000, 48000, 96000, 1000003};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        remux_noise(1, lengths[i]);
        check_no_complaint("out.opus");
    }
}

static void test_pages_hold_a_second_at_most(void **state)
{
    (void)state;
    remux_noise(2, 480000);
    assert_int_equal((int)tool_number("opusinfo out.opus 2>&1 | sed -n "
                                      "'s/.*Page duration: *\\([0-9]*\\).*/"
                                      "\\1/p'"),
        1000);
}

static void check_tag(const char *name, const char *expected)
{
    char *value = tool(NULL,
        "/usr/bin/python3 -c 'import mutagen.oggopus, sys; "
        "t = mutagen.oggopus.OggOpus(\"out.opus\"); "
        "sys.stdout.buffer.write(\"|\".join(t[\"%s\"]).encode())'",
        name);

    assert_string_equal(value, expected);
    free(value);
}

static void test_players_find_the_tags_of_the_episode(void **state)
{
    (void)state;
    remux_noise(2, 240000);
    check_tag("title", settings.title);
    check_tag("artist", settings.author);
    check_tag("album", settings.show);
    check_tag("date", settings.date);
    check_tag("tracknumber", "12");
    check_tag("organization", settings.author);
    check_tag("description", settings.comment);
    check_tag("contact", settings.link);
    check_tag("genre", "Podcast");
    check_tag("roomcast_id", RECORDING_FILE_ID);
    check_tag("r128_track_gain", "-1792");
    tool_do("! grep -a -i -q replaygain out.opus");
}

static void test_cover_comes_through_as_a_flac_picture(void **state)
{
    static const char *const formats[] = {"cover.jpg", "cover.png"};
    struct err err = {0};

    (void)state;
    remux_noise(1, 48000);
    for (size_t i = 0; i < 2; i++) {
        struct cover cover = {0};
        tool_do("ffmpeg -v error -y -f lavfi -i testsrc=size=1400x1300 "
                "-frames:v 1 %s",
            formats[i]);
        assert_true(cover_read(&cover, formats[i], &err));
        remux_to("out.opus", &cover);
        tool_do("/usr/bin/python3 -c '\n"
                "import base64, mutagen.flac, mutagen.oggopus\n"
                "t = mutagen.oggopus.OggOpus(\"out.opus\")\n"
                "p = mutagen.flac.Picture(base64.b64decode("
                "t[\"metadata_block_picture\"][0]))\n"
                "assert (p.type, p.mime, p.width, p.height, p.depth) == "
                "(3, \"%s\", 1400, 1300, 24), vars(p)\n"
                "open(\"picture\", \"wb\").write(p.data)\n"
                "' && cmp picture %s",
            cover.media_type, formats[i]);
        check_no_complaint("out.opus");
        cover_clear(&cover);
    }
}

static void test_same_recording_gives_the_same_bytes(void **state)
{
    (void)state;
    remux_noise(2, 100000);
    remux_to("again.opus", &(struct cover){0});
    tool_do("cmp out.opus again.opus");
}

static void test_a_damaged_page_becomes_silence_of_its_length(void **state)
{
    size_t samples;

    (void)state;
    remux_noise(2, 480000);
    int middle = (int)tool_number("expr $(stat -c %%s in.opus) / 2");
    tool_do(
        "printf xxxx | dd of=in.opus bs=1 seek=%d conv=notrunc 2>&1", middle);
    struct remuxed remuxed = remux_to("out.opus", &(struct cover){0});
    assert_int_equal(remuxed.heard_48k, 480000);
    free(decoded("out.opus", &samples));
    assert_int_equal(samples, 2 * 480000);
    check_no_complaint("out.opus");
}

static void test_a_recording_cut_short_ends_with_its_last_whole_page(
    void **state)
{
    (void)state;
    remux_noise(2, 480000);
    tool_do("head -c 60000 in.opus > cut && mv cut in.opus");
    struct remuxed remuxed = remux_to("out.opus", &(struct cover){0});
    assert_in_range(remuxed.heard_48k, 96000, 240000);
    check_no_complaint("out.opus");
}

static void check_failure(const char *message)
{
    struct remuxed remuxed = {.heard_48k = 77};
    struct err err = {0};
    own(durable_file) file = durable_file_new("failed.opus", 0644, &err);

    assert_false(
        remux_all("in.opus", &(struct cover){0}, file, &remuxed, &err));
    assert_non_null(strstr(err.text, message));
    assert_null(strchr(err.text, '\n'));
    assert_int_equal(remuxed.heard_48k, 77);
}

static void test_files_that_are_no_recordings_are_refused(void **state)
{
    (void)state;
    tool_do("rm -f in.opus; head -c 96000 /dev/zero | "
            "opusenc --quiet --raw - in.opus");
    check_failure("in.opus: ");
    tool_do("seq 100000 > in.opus");
    check_failure("not an Ogg/Opus file");
    tool_do("rm in.opus");
    check_failure("open in.opus: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_packet_is_kept_byte_for_byte),
        cmocka_unit_test(
            test_decoders_give_the_same_samples_as_of_the_recording),
        cmocka_unit_test(test_opusinfo_and_oggz_validate_have_nothing_to_say),
        cmocka_unit_test(test_pages_hold_a_second_at_most),
        cmocka_unit_test(test_players_find_the_tags_of_the_episode),
        cmocka_unit_test(test_cover_comes_through_as_a_flac_picture),
        cmocka_unit_test(test_same_recording_gives_the_same_bytes),
        cmocka_unit_test(test_a_damaged_page_becomes_silence_of_its_length),
        cmocka_unit_test(
            test_a_recording_cut_short_ends_with_its_last_whole_page),
        cmocka_unit_test(test_files_that_are_no_recordings_are_refused),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
