/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_tag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/mp3_file.h"
#include "tests/publisher/tool.h"

/* A tag before a second of silence. */
static void write_tagged(
    const struct episode_settings *settings, const struct cover *cover)
{
    struct sound silence = sound_of_silence(1, 48000);
    own_value(text) stream = mp3_of_sound(&silence, 960);
    own_value(text) file = {0};

    mp3_tag_append(&file, settings, cover);
    text_append_bytes(&file, stream.bytes, stream.length);
    assert_false(file.has_failed);
    write_file("a.mp3", file.bytes, file.length);
    sound_clear(&silence);
}

static void check_frame(const char *expression, const char *expected)
{
    char *value = tool(NULL,
        "/usr/bin/python3 -c 'import mutagen.id3, sys; "
        "t = mutagen.id3.ID3(\"a.mp3\"); "
        "sys.stdout.buffer.write(str(%s).encode())' 2>&1",
        expression);

    assert_string_equal(value, expected);
    free(value);
}

static void test_mutagen_reads_every_frame(void **state)
{
    const struct episode_settings settings = {
        .title = "Die Brücke & 橋 🌉",
        .show = "The Weekly Town Hall",
        .author = "Radio Example",
        .date = "2026-11-22",
        .comment = "First line\nSecond line",
        .link = "https://example.org/e/caf\xc3\xa9 1",
        .number = 12,
    };

    (void)state;
    write_tagged(&settings, &(struct cover){0});
    check_frame("t.version", "(2, 3, 0)");
    check_frame("t[\"TIT2\"]", settings.title);
    check_frame("t[\"TALB\"]", settings.show);
    check_frame("t[\"TPE1\"]", settings.author);
    check_frame("t[\"TDRC\"]", settings.date);
    check_frame("t[\"TRCK\"]", "12");
    check_frame("t[\"TCON\"]", "Podcast");
    check_frame("t.getall(\"COMM\")[0]", settings.comment);
    check_frame("t[\"WOAF\"].url", "https://example.org/e/caf%C3%A9%201");
    check_frame("len(t)", "8");
}

static void test_title_of_300_emoji_comes_through(void **state)
{
    own_value(text) title = {0};
    struct episode_settings settings = {0};

    (void)state;
    for (int i = 0; i < 300; i++)
        text_append(&title, "🎙");
    settings.title = title.bytes;
    write_tagged(&settings, &(struct cover){0});
    check_frame("t[\"TIT2\"]", title.bytes);
    char *shown = tool(NULL,
        "ffprobe -v error -of csv=p=0 -show_entries format_tags=title a.mp3");
    assert_memory_equal(shown, title.bytes, title.length);
    free(shown);
}

/* Other programs read the same of each, however long. */
static void test_chapters_with_long_titles_come_through(void **state)
{
    static const char url[] = "https://example.org/a/very/long/address/"
                              "that/goes/on/and/on/and/on/and/on/and/on/"
                              "until/it/has/more/than/127/bytes/in/all/of/it";
    own_value(text) title = {0};
    own_value(text) expected = {0};

    (void)state;
    for (int i = 0; i < 30; i++)
        text_append(&title, "\xD0\x96 \xE6\xA9\x8B\xF0\x9F\x8E\x99 x");
    const struct podcast_chapter chapters[] = {
        {.end_ms = 300, .title = text_string(&title), .url = url},
        {.start_ms = 300, .end_ms = 600, .title = "Plain & \"short\""},
        {.start_ms = 600, .end_ms = 1000, .title = "Last"},
    };
    const struct episode_settings settings = {
        .title = "Long", .chapters = chapters, .chapter_count = 3};
    write_tagged(&settings, &(struct cover){0});
    text_appendf(&expected, "%s|Plain & \"short\"|Last", title.bytes);
    check_frame("\"|\".join(str(c.sub_frames[\"TIT2\"]) for c in "
                "t.getall(\"CHAP\"))",
        expected.bytes);
    check_frame("t[\"CHAP:ch0\"].sub_frames[\"WXXX:\"].url", url);
    char *shown = tool(NULL,
        "ffprobe -v error -show_chapters -of json a.mp3 | /usr/bin/python3 -c "
        "'import json, sys; sys.stdout.buffer.write(\"|\".join("
        "c[\"tags\"][\"title\"] for c in json.load(sys.stdin)"
        "[\"chapters\"]).encode())'");
    assert_string_equal(shown, expected.bytes);
    free(shown);
}

static void test_what_is_not_set_leaves_no_frame(void **state)
{
    const struct episode_settings settings = {.title = "Only", .show = ""};

    (void)state;
    write_tagged(&settings, &(struct cover){0});
    check_frame("sorted(t.keys())", "['TCON', 'TIT2']");
}

static void test_cover_is_embedded_byte_for_byte(void **state)
{
    static const char *const formats[] = {"cover.jpg", "cover.png"};
    const struct episode_settings settings = {.title = "Cover"};
    struct err err = {0};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct cover cover = {0};
        tool_do("ffmpeg -v error -y -f lavfi -i testsrc=size=1400x1400 "
                "-frames:v 1 %s",
            formats[i]);
        assert_true(cover_read(&cover, formats[i], &err));
        write_tagged(&settings, &cover);
        check_frame("t[\"APIC:\"].mime", cover.media_type);
        check_frame("int(t[\"APIC:\"].type)", "3");
        tool_do("/usr/bin/python3 -c 'import mutagen.id3; open(\"out\", "
                "\"wb\").write("
                "mutagen.id3.ID3(\"a.mp3\")[\"APIC:\"].data)' && cmp out %s",
            formats[i]);
        char *said = tool(NULL, "mp3val a.mp3 2>&1");
        assert_null(strstr(said, "WARNING"));
        assert_null(strstr(said, "ERROR"));
        free(said);
        cover_clear(&cover);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutagen_reads_every_frame),
        cmocka_unit_test(test_title_of_300_emoji_comes_through),
        cmocka_unit_test(test_chapters_with_long_titles_come_through),
        cmocka_unit_test(test_what_is_not_set_leaves_no_frame),
        cmocka_unit_test(test_cover_is_embedded_byte_for_byte),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
