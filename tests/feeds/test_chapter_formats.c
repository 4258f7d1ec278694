/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "feeds/chapter_formats.h"
#include "feeds/chapter_list.h"
#include "recorder/base/own.h"

static const struct podcast_chapter chapters[] = {
    {.start_ms = 0, .end_ms = 312000, .title = "Good \"evening\""},
    {.start_ms = 312000,
        .end_ms = 320000,
        .title = "Jingle",
        .is_hidden = true},
    {.start_ms = 320000,
        .end_ms = 3723250,
        .title = "Caf\xC3\xA9",
        .url = "https://example.org/c",
        .location = {.name = "Here", .geo = "geo:1,2"}},
};

static void test_json_has_times_titles_and_what_is_hidden(void **state)
{
    own_value(text) out = {0};
    struct err err = {0};

    (void)state;
    assert_true(chapters_write_json(chapters, 3, &out, &err));
    assert_string_equal(text_string(&out),
        "{\"version\":\"1.2.0\",\"chapters\":["
        "{\"startTime\":0,\"endTime\":312,\"title\":\"Good \\\"evening\\\"\"},"
        "{\"startTime\":312,\"endTime\":320,\"title\":\"Jingle\","
        "\"toc\":false},"
        "{\"startTime\":320,\"endTime\":3723.25,\"title\":\"Caf\xC3\xA9\","
        "\"url\":\"https://example.org/c\","
        "\"location\":{\"name\":\"Here\",\"geo\":\"geo:1,2\"}}]}\n");
}

static void expect_bytes(
    const struct text *found, const char *bytes, size_t length)
{
    assert_int_equal(found->length, length);
    assert_memory_equal(found->bytes, bytes, length);
}

static void test_id3_has_contents_and_then_each_chapter(void **state)
{
    static const char expected[] =
        "CTOC\0\0\0\x0E\0\0toc\0\x03\x02"
        "ch0\0ch1\0"
        "CHAP\0\0\0\x2D\0\0ch0\0\0\0\0\0\0\x04\xC2\xC0"
        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
        "TIT2\0\0\0\x0F\0\0\0Good \"evening\""
        "CHAP\0\0\0\x4A\0\0ch1\0\0\x04\xE2\0\0\x38\xCF\xF2"
        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
        "TIT2\0\0\0\x0B\0\0\1\xFF\xFE"
        "C\0a\0f\0\xE9\0"
        "WXXX\0\0\0\x17\0\0\0\0https://example.org/c";
    own_value(text) frames = {0};

    (void)state;
    chapters_append_id3(&frames, chapters, 3);
    expect_bytes(&frames, expected, sizeof expected - 1);
}

static void test_without_chapters_there_are_no_frames(void **state)
{
    own_value(text) frames = {0};

    (void)state;
    chapters_append_id3(&frames, NULL, 0);
    chapters_append_id3(&frames, &chapters[1], 1);
    assert_int_equal(frames.length, 0);
}

static void test_contents_name_at_most_as_many_as_a_byte_counts(void **state)
{
    static struct podcast_chapter many[300];
    own_value(text) frames = {0};

    (void)state;
    chapters_append_id3(&frames, many, 300);
    assert_int_equal((uint8_t)frames.bytes[15], CHAPTER_LIST_MOST);
}

static void append_comment(void *user, const char *name, const char *value)
{
    text_appendf(user, "%s=%s\n", name, value);
}

static void test_comments_number_what_is_not_hidden(void **state)
{
    own_value(text) found = {0};

    (void)state;
    chapters_list_comments(chapters, 3, append_comment, &found);
    assert_string_equal(text_string(&found),
        "CHAPTER000=00:00:00.000\n"
        "CHAPTER000NAME=Good \"evening\"\n"
        "CHAPTER001=00:05:20.000\n"
        "CHAPTER001NAME=Caf\xC3\xA9\n"
        "CHAPTER001URL=https://example.org/c\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_has_times_titles_and_what_is_hidden),
        cmocka_unit_test(test_id3_has_contents_and_then_each_chapter),
        cmocka_unit_test(test_without_chapters_there_are_no_frames),
        cmocka_unit_test(test_contents_name_at_most_as_many_as_a_byte_counts),
        cmocka_unit_test(test_comments_number_what_is_not_hidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
