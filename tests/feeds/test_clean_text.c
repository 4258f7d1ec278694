/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/clean_text.h"
#include "recorder/base/own.h"

#define FFFD "\xEF\xBF\xBD"

static void expect_text(const char *from, const char *expected)
{
    own_value(text) found = {0};

    clean_text_append(&found, from);
    assert_string_equal(text_string(&found), expected);
}

static void expect_line(const char *from, const char *expected)
{
    own_value(text) found = {0};

    clean_line_append(&found, from);
    assert_string_equal(text_string(&found), expected);
}

static void test_valid_text_of_all_lengths_stays(void **state)
{
    static const char text[] = "a \xC2\xA0\xDF\xBF \xE0\xA0\x80\xED\x9F\xBF"
                               "\xEE\x80\x80\xEF\xBF\xBD \xF0\x90\x80\x80"
                               "\xF4\x8F\xBF\xBD\t\n\xEF\xBB\xBF\xE2\x80\xAE";

    (void)state;
    expect_text(text, text);
    assert_true(is_clean_text(text));
    expect_text("", "");
}

/* As Python's bytes.decode("utf-8", "replace") has them. */
static void test_broken_utf8_becomes_one_mark_for_each_subpart(void **state)
{
    (void)state;
    expect_text("\xFF\xFE", FFFD FFFD);
    expect_text("\x80x", FFFD "x");
    expect_text("\xC3(", FFFD "(");
    expect_text("\xC3", FFFD);
    expect_text("\xC0\xAF", FFFD FFFD);
    expect_text("\xE0\x80\xAF", FFFD FFFD FFFD);
    expect_text("\xE2\x82", FFFD);
    expect_text("\xE2\x82z", FFFD "z");
    expect_text("\xED\xA0\x80", FFFD FFFD FFFD);
    expect_text("\xF0\x9F\x8E", FFFD);
    expect_text("\xF0\x9F\x8E\xC3\xA9", FFFD "\xC3\xA9");
    expect_text("\xF0\x80\x80\x80", FFFD FFFD FFFD FFFD);
    expect_text("\xF4\x90\x80\x80", FFFD FFFD FFFD FFFD);
    expect_text("\xF5\x80", FFFD FFFD);
    assert_false(is_clean_text("\xE2\x82"));
    assert_false(is_clean_text("\xFF"));
    assert_true(is_clean_text("a\r\nb"));
    assert_true(is_clean_text(FFFD));
}

static void test_controls_are_dropped(void **state)
{
    char all[32];

    (void)state;
    for (int i = 0; i < 31; i++)
        all[i] = (char)(i + 1);
    all[31] = '\0';
    expect_text(all, "\t\n\n");
    expect_text("a\x7F\xC2\x80\xC2\x85\xC2\x9F\xC2\xA0", "a\xC2\xA0");
    assert_false(is_clean_text("\x1B"));
}

static void test_noncharacters_are_dropped(void **state)
{
    (void)state;
    expect_text("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90\xEF\xB7\xAF"
                "\xF0\x9F\xBF\xBE\xF4\x8F\xBF\xBF"
                "b",
        "ab");
    expect_text("\xEF\xB7\x8F\xEF\xB7\xB0", "\xEF\xB7\x8F\xEF\xB7\xB0");
}

static void test_line_ends_become_one_kind(void **state)
{
    (void)state;
    expect_text("a\r\nb\rc\n\r\nd", "a\nb\nc\n\nd");
    expect_text("\r", "\n");
    expect_text("\r\r\n", "\n\n");
}

static void test_line_has_single_spaces_and_none_outside(void **state)
{
    (void)state;
    expect_line("  a \t\r\n b\xE2\x80\xA8\xE2\x80\xA9"
                "c  ",
        "a b c");
    expect_line("a \x01 b", "a b");
    expect_line(" \n ", "");
    expect_line("\xC2\xA0x", "\xC2\xA0x");
}

static void test_blank_is_what_leaves_nothing_to_read(void **state)
{
    (void)state;
    assert_true(is_blank_text(NULL));
    assert_true(is_blank_text(""));
    assert_true(is_blank_text(" \r\n\t\x02"));
    assert_false(is_blank_text(" \xFF "));
    assert_false(is_blank_text("\x02"
                               "0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_text_of_all_lengths_stays),
        cmocka_unit_test(test_broken_utf8_becomes_one_mark_for_each_subpart),
        cmocka_unit_test(test_controls_are_dropped),
        cmocka_unit_test(test_noncharacters_are_dropped),
        cmocka_unit_test(test_line_ends_become_one_kind),
        cmocka_unit_test(test_line_has_single_spaces_and_none_outside),
        cmocka_unit_test(test_blank_is_what_leaves_nothing_to_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
