/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/edit_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

#define SECOND 48000

static void add(struct edit_spans *spans, int64_t from, int64_t to)
{
    struct err err;

    assert_true(edit_spans_add(spans, from, to, &err));
}

static void check_span(
    const struct edit_spans *spans, size_t at, int64_t from, int64_t to)
{
    assert_in_range(at, 0, spans->count - 1);
    assert_true(spans->items[at].from_48k == from);
    assert_true(spans->items[at].to_48k == to);
}

static void test_spans_that_meet_become_one(void **state)
{
    own_value(edit_spans) spans = {0};

    (void)state;
    add(&spans, 50, 60);
    add(&spans, 10, 20);
    add(&spans, 30, 40);
    assert_int_equal(spans.count, 3);
    add(&spans, 20, 30);
    assert_int_equal(spans.count, 2);
    check_span(&spans, 0, 10, 40);
    check_span(&spans, 1, 50, 60);
    add(&spans, 5, EDIT_END_48K);
    assert_int_equal(spans.count, 1);
    check_span(&spans, 0, 5, EDIT_END_48K);
    add(&spans, 3, 3);
    assert_int_equal(spans.count, 1);
}

static void test_times_are_read_as_people_write_them(void **state)
{
    own_value(edit_spans) spans = {0};
    struct err err;

    (void)state;
    assert_true(edit_spans_parse(
        &spans, "00:12:03-00:12:20, 1:02.5-1:03 -3,2:00:00-", &err));
    assert_int_equal(spans.count, 4);
    check_span(&spans, 0, 0, 3 * SECOND);
    check_span(&spans, 1, 62 * SECOND + SECOND / 2, 63 * SECOND);
    check_span(&spans, 2, 723 * SECOND, 740 * SECOND);
    check_span(&spans, 3, 7200 * SECOND, EDIT_END_48K);
}

static void test_what_is_no_span_is_refused_by_name(void **state)
{
    static const char *const wrong[] = {"12", "5-4", "3-3", "1:60-2:00", "a-b",
        "1:2:3:4-5", "99999999999-", "1-2x", "--"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        own_value(edit_spans) spans = {0};
        struct err err = {0};
        assert_false(edit_spans_parse(&spans, wrong[i], &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_non_null(strstr(err.text, wrong[i]));
        assert_int_equal(spans.count, 0);
    }
}

static void test_moments_move_by_what_is_cut_before_them(void **state)
{
    own_value(edit_list) edits = {0};

    (void)state;
    add(&edits.cut, 0, 10);
    add(&edits.cut, 100, 150);
    add(&edits.silenced, 200, 210);
    assert_int_equal(edit_list_place(&edits, 5), 0);
    assert_int_equal(edit_list_place(&edits, 10), 0);
    assert_int_equal(edit_list_place(&edits, 99), 89);
    assert_int_equal(edit_list_place(&edits, 120), 90);
    assert_int_equal(edit_list_place(&edits, 205), 145);
    assert_false(edit_list_is_heard(&edits, 5));
    assert_true(edit_list_is_heard(&edits, 150));
    assert_false(edit_list_is_heard(&edits, 205));
}

static void test_a_passage_behind_the_end_is_told(void **state)
{
    own_value(edit_spans) spans = {0};
    struct err err = {0};

    (void)state;
    assert_true(edit_spans_check(&spans, 0, &err));
    add(&spans, 10 * SECOND, 20 * SECOND);
    assert_true(edit_spans_check(&spans, 9 * SECOND, &err));
    assert_false(edit_spans_check(&spans, 9 * SECOND - 1, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text,
        "0:10 is behind the end of the recording, 0:09: nothing is there");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans_that_meet_become_one),
        cmocka_unit_test(test_times_are_read_as_people_write_them),
        cmocka_unit_test(test_what_is_no_span_is_refused_by_name),
        cmocka_unit_test(test_moments_move_by_what_is_cut_before_them),
        cmocka_unit_test(test_a_passage_behind_the_end_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
