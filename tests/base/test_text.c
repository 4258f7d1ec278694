/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

static void test_zeroed_text_is_an_empty_string(void **state)
{
    struct text text = {0};
    struct err err = {0};

    (void)state;
    assert_string_equal(text_string(&text), "");
    assert_true(text_finish(&text, &err));
    text_clear(&text);
}

static void test_appends_grow_beyond_any_first_guess(void **state)
{
    own_value(text) text = {0};

    (void)state;
    for (int i = 0; i < 10000; i++)
        text_appendf(&text, "%04d,", i);
    assert_int_equal(text.length, 50000);
    assert_memory_equal(text.bytes, "0000,0001,", 10);
    assert_string_equal(text.bytes + 49990, "9998,9999,");
}

static void test_bytes_may_hold_nul(void **state)
{
    own_value(text) text = {0};

    (void)state;
    text_append_bytes(&text, "a\0b", 3);
    text_append_byte(&text, 0);
    assert_int_equal(text.length, 4);
    assert_memory_equal(text.bytes, "a\0b\0", 5);
}

static void test_appending_nothing_to_nothing_is_safe(void **state)
{
    own_value(text) text = {0};

    (void)state;
    text_append_bytes(&text, NULL, 0);
    text_appendf(&text, "%s", "");
    assert_int_equal(text.length, 0);
    assert_string_equal(text_string(&text), "");
}

static void test_numbers_come_in_both_byte_orders(void **state)
{
    own_value(text) text = {0};

    (void)state;
    text_append_le32(&text, 0x01020384);
    text_append_be32(&text, 0xfffefdfc);
    assert_int_equal(text.length, 8);
    assert_memory_equal(text.bytes, "\x84\x03\x02\x01\xff\xfe\xfd\xfc", 8);
}

static void test_taken_bytes_leave_an_empty_text(void **state)
{
    struct text text = {0};

    (void)state;
    text_append(&text, "whole");
    own_heap(char) bytes = text_take(&text);
    assert_string_equal(bytes, "whole");
    assert_null(text.bytes);
    own_heap(char) nothing = text_take(&text);
    assert_string_equal(nothing, "");
}

static void test_failure_sticks_until_reset(void **state)
{
    own_value(text) text = {.has_failed = true};
    struct err err = {0};

    (void)state;
    text_append(&text, "lost");
    assert_int_equal(text.length, 0);
    assert_false(text_finish(&text, &err));
    assert_int_equal(err.kind, ERR_MEMORY);
    assert_null(text_take(&text));
    text_reset(&text);
    text_append(&text, "kept");
    assert_true(text_finish(&text, &err));
    assert_string_equal(text_string(&text), "kept");
}

static void test_reset_forgets_the_contents(void **state)
{
    own_value(text) text = {0};

    (void)state;
    text_append(&text, "first");
    text_reset(&text);
    assert_string_equal(text_string(&text), "");
    text_append(&text, "2");
    assert_string_equal(text_string(&text), "2");
}

/* The table of RFC 3629 section 4 at its corners. */
static void test_a_cut_keeps_whole_characters(void **state)
{
    (void)state;
    assert_int_equal(text_cut_length("", 0), 0);
    assert_int_equal(text_cut_length("abc", 3), 3);
    assert_int_equal(text_cut_length("abc", 2), 2);
    assert_int_equal(text_cut_length("a\u00e9", 3), 3);
    assert_int_equal(text_cut_length("a\u00e9", 2), 1);
    assert_int_equal(text_cut_length("\U0001f399z", 4), 4);
    assert_int_equal(text_cut_length("\U0001f399z", 3), 0);
}

static void test_utf8_is_told_from_other_bytes(void **state)
{
    static const char *const good[] = {"", "ascii", "\xc2\x80", "\xdf\xbf",
        "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "Z\xc3\xbcrich"};
    static const char *const bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf",
        "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
        "\xe2\x82x", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xf0\x9f\x8e", "\xff", "Z\xfcrich"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(text_is_utf8(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(text_is_utf8(bad[i]));
}

static void test_suffix_is_the_end_or_the_whole(void **state)
{
    (void)state;
    assert_true(text_has_suffix("hall.opus", ".opus"));
    assert_true(text_has_suffix(".opus", ".opus"));
    assert_true(text_has_suffix("hall", ""));
    assert_false(text_has_suffix("opus", ".opus"));
    assert_false(text_has_suffix("hall.opus.part", ".opus"));
}

static void test_what_others_wrote_is_shown_on_one_line(void **state)
{
    own_value(text) text = {0};

    (void)state;
    text_append_shown(&text, "Z\xfcrich \x1b[31m\n\x7f\xc2\x9b, "
                             "Z\xc3\xbcrich");
    assert_string_equal(
        text_string(&text), "Z\xEF\xBF\xBDrich ?[31m???, Z\xc3\xbcrich");
}

static void test_equal_is_what_has_the_same_bytes(void **state)
{
    (void)state;
    own_value(text) one = {0};
    own_value(text) other = {0};

    assert_true(text_equals(&one, &other));
    text_append_bytes(&one, "a\0b", 3);
    assert_false(text_equals(&one, &other));
    text_append_bytes(&other, "a\0c", 3);
    assert_false(text_equals(&one, &other));
    text_reset(&other);
    text_append_bytes(&other, "a\0b", 3);
    assert_true(text_equals(&one, &other));
}

static void test_alike_is_what_differs_in_numbers_alone(void **state)
{
    (void)state;
    assert_true(text_is_alike("refused after 0 ms", "refused after 1013 ms"));
    assert_true(text_is_alike("7", ""));
    assert_true(text_is_alike("", ""));
    assert_false(text_is_alike("refused", "refused after 1 ms"));
    assert_false(text_is_alike("refused", "reset"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_text_is_an_empty_string),
        cmocka_unit_test(test_appends_grow_beyond_any_first_guess),
        cmocka_unit_test(test_bytes_may_hold_nul),
        cmocka_unit_test(test_appending_nothing_to_nothing_is_safe),
        cmocka_unit_test(test_numbers_come_in_both_byte_orders),
        cmocka_unit_test(test_taken_bytes_leave_an_empty_text),
        cmocka_unit_test(test_failure_sticks_until_reset),
        cmocka_unit_test(test_reset_forgets_the_contents),
        cmocka_unit_test(test_utf8_is_told_from_other_bytes),
        cmocka_unit_test(test_what_others_wrote_is_shown_on_one_line),
        cmocka_unit_test(test_a_cut_keeps_whole_characters),
        cmocka_unit_test(test_suffix_is_the_end_or_the_whole),
        cmocka_unit_test(test_equal_is_what_has_the_same_bytes),
        cmocka_unit_test(test_alike_is_what_differs_in_numbers_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
