/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/command_words.h"
#include "recorder/base/own.h"

#define EXPECT(command, ...)                                                   \
    expect(command, (const char *[]){__VA_ARGS__, NULL})

static void expect(const char *command, const char **words)
{
    struct err err = {0};
    own_heap(char *) found = command_words_parse(command, &err);
    size_t i = 0;

    if (!found)
        fail_msg("%s", err.text);
    for (; found[i] && words[i]; i++)
        assert_string_equal(found[i], words[i]);
    assert_true(found[i] == words[i]);
}

static void refuse(const char *command, const char *text)
{
    struct err err = {0};

    assert_null(command_words_parse(command, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, text);
}

static void test_blanks_separate_words(void **state)
{
    (void)state;
    EXPECT("notify", "notify");
    EXPECT("  /usr/bin/notify\t-v   hall \n", "/usr/bin/notify", "-v", "hall");
}

static void test_quotes_keep_blanks_and_empty_words(void **state)
{
    (void)state;
    EXPECT("a 'b c' \"d e\" '' \"\"", "a", "b c", "d e", "", "");
    EXPECT("a'b c'\"d e\"f", "ab cd ef");
    EXPECT("a '\"\\' \"'\"", "a", "\"\\", "'");
}

static void test_backslashes_work_as_documented(void **state)
{
    (void)state;
    EXPECT("a\\ b \\' \\\\", "a b", "'", "\\");
    EXPECT("a \"\\\"\\\\\\n\"", "a", "\"\\\\n");
}

static void test_nothing_else_means_anything(void **state)
{
    (void)state;
    EXPECT("a $HOME * | >b ;c & `d` #e ~", "a", "$HOME", "*", "|", ">b", ";c",
        "&", "`d`", "#e", "~");
}

static void test_half_a_command_is_refused(void **state)
{
    (void)state;
    refuse("", "expected a program to run");
    refuse(" \t", "expected a program to run");
    refuse("'' a", "expected a program to run");
    refuse("a 'b", "expected a closing '");
    refuse("a \"b\\\"", "expected a closing \"");
    refuse("a \\", "expected a character behind the last \\");
}

static void test_a_quoted_word_is_read_back(void **state)
{
    static const char *const words[] = {
        "a", "", "a b", "\"\\'", "\t\n", "\xc3\xa4 $x"};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        own_value(text) command = {0};
        text_append(&command, "a ");
        command_words_quote(&command, words[i]);
        EXPECT(text_string(&command), "a", words[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blanks_separate_words),
        cmocka_unit_test(test_quotes_keep_blanks_and_empty_words),
        cmocka_unit_test(test_backslashes_work_as_documented),
        cmocka_unit_test(test_nothing_else_means_anything),
        cmocka_unit_test(test_half_a_command_is_refused),
        cmocka_unit_test(test_a_quoted_word_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
