/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "feeds/chapter_list.h"

#define HOUR_MS INT64_C(3600000)

static struct chapter_list *make(
    const struct podcast_chapter *chapters, size_t count)
{
    const struct chapter_marks marks = {
        chapters, count, HOUR_MS, "The evening"};
    struct err err = {0};
    struct chapter_list *list = chapter_list_new(&marks, &err);

    assert_non_null(list);
    return list;
}

static void assert_chapter(const struct chapter_list *list, size_t at,
    int64_t start_ms, const char *title)
{
    assert_true(at < list->count);
    assert_int_equal(list->chapters[at].start_ms, start_ms);
    assert_string_equal(list->chapters[at].title, title);
}

static void test_no_marks_make_an_empty_list(void **state)
{
    own(chapter_list) list = make(NULL, 0);

    (void)state;
    assert_int_equal(list->count, 0);
}

static void test_marks_are_sorted_and_cut_to_whole_seconds(void **state)
{
    const struct podcast_chapter marks[] = {
        {.start_ms = 61999, .title = "Two"}, {.start_ms = 400, .title = "One"}};
    own(chapter_list) list = make(marks, 2);

    (void)state;
    assert_int_equal(list->count, 2);
    assert_chapter(list, 0, 0, "One");
    assert_chapter(list, 1, 61000, "Two");
}

static void test_each_ends_where_the_next_begins(void **state)
{
    const struct podcast_chapter marks[] = {
        {.start_ms = 0, .title = "One"}, {.start_ms = 5000, .title = "Two"}};
    own(chapter_list) list = make(marks, 2);

    (void)state;
    assert_int_equal(list->chapters[0].end_ms, 5000);
    assert_int_equal(list->chapters[1].end_ms, HOUR_MS);
}

static void test_what_is_before_the_first_mark_is_the_opening(void **state)
{
    const struct podcast_chapter marks[] = {{.start_ms = 9000, .title = "On"}};
    own(chapter_list) list = make(marks, 1);

    (void)state;
    assert_int_equal(list->count, 2);
    assert_chapter(list, 0, 0, "The evening");
    assert_chapter(list, 1, 9000, "On");
}

static void test_of_two_within_a_second_the_first_stays(void **state)
{
    const struct podcast_chapter marks[] = {{.start_ms = 0, .title = "One"},
        {.start_ms = 7100, .title = "Two"},
        {.start_ms = 7900, .title = "Three"}};
    own(chapter_list) list = make(marks, 3);

    (void)state;
    assert_int_equal(list->count, 2);
    assert_chapter(list, 1, 7000, "Two");
}

static void test_marks_outside_the_sound_are_left_out(void **state)
{
    const struct podcast_chapter marks[] = {{.start_ms = -5, .title = "Before"},
        {.start_ms = HOUR_MS, .title = "After"},
        {.start_ms = INT64_MAX, .title = "Never"},
        {.start_ms = INT64_MIN, .title = "Long ago"}};
    own(chapter_list) list = make(marks, 4);

    (void)state;
    assert_int_equal(list->count, 0);
}

static void test_blank_titles_get_their_number(void **state)
{
    const struct podcast_chapter marks[] = {{.start_ms = 0, .title = " Tea\n "},
        {.start_ms = 5000, .title = " \t"}, {.start_ms = 9000}};
    own(chapter_list) list = make(marks, 3);

    (void)state;
    assert_chapter(list, 0, 0, "Tea");
    assert_chapter(list, 1, 5000, "Chapter 2");
    assert_chapter(list, 2, 9000, "Chapter 3");
}

static void test_there_are_never_more_than_a_tag_can_list(void **state)
{
    static struct podcast_chapter marks[400];

    for (int i = 0; i < 400; i++)
        marks[i].start_ms = i * 2000;
    own(chapter_list) list = make(marks, 400);
    (void)state;
    assert_int_equal(list->count, CHAPTER_LIST_MOST);
    assert_int_equal(list->chapters[254].end_ms, HOUR_MS);
}

static void test_the_clock_has_hours_and_two_digits(void **state)
{
    own_value(text) out = {0};

    (void)state;
    chapter_append_clock(&out, 3723999);
    chapter_append_clock(&out, 360000000);
    chapter_append_clock(&out, -1);
    assert_string_equal(text_string(&out), "01:02:03100:00:0000:00:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_marks_make_an_empty_list),
        cmocka_unit_test(test_marks_are_sorted_and_cut_to_whole_seconds),
        cmocka_unit_test(test_each_ends_where_the_next_begins),
        cmocka_unit_test(test_what_is_before_the_first_mark_is_the_opening),
        cmocka_unit_test(test_of_two_within_a_second_the_first_stays),
        cmocka_unit_test(test_marks_outside_the_sound_are_left_out),
        cmocka_unit_test(test_blank_titles_get_their_number),
        cmocka_unit_test(test_there_are_never_more_than_a_tag_can_list),
        cmocka_unit_test(test_the_clock_has_hours_and_two_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
