/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "recorder/base/err.h"

static void test_text_grows_on_the_way_up(void **state)
{
    struct err err = {0};

    (void)state;
    errno = ENOSPC;
    assert_false(err_set_errno(&err, ERR_IO, "sync %s", "feed.xml"));
    assert_false(err_prefix(&err, "publish %s", "ep-12"));
    assert_string_equal(
        err.text, "publish ep-12: sync feed.xml: No space left on device");
    assert_int_equal(err.kind, ERR_IO);
    assert_true(err.is_full);
}

static void test_errno_is_taken_before_the_text_is_formatted(void **state)
{
    struct err err = {0};

    (void)state;
    errno = EACCES;
    err_set_errno(&err, ERR_IO, "%s", "x");
    assert_string_equal(err.text, "x: Permission denied");
    assert_false(err.is_full);
}

static void test_long_text_is_cut_at_the_end(void **state)
{
    char word[2000];
    struct err err = {0};

    (void)state;
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    err_set(&err, ERR_FORMAT, "%s", word);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    err_prefix(&err, "read");
    assert_memory_equal(err.text, "read: xxx", 9);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    err_prefix(&err, "%s", word);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void test_cut_text_ends_in_a_whole_character(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        char word[1000];
        struct err err = {0};
        memset(word, 'x', shift);
        for (size_t at = shift; at + 4 < sizeof word; at += 4)
            memcpy(word + at, "\xf0\x9f\x8e\x99", 5);
        err_set(&err, ERR_FORMAT, "%s", word);
        size_t length = strlen(err.text);
        assert_int_equal((length - shift) % 4, 0);
        assert_true(length > sizeof err.text - 5);
    }
}

static void test_each_kind_has_its_exit_status(void **state)
{
    static const int expected[] = {[ERR_NONE] = EXIT_DONE,
        [ERR_IO] = EXIT_FAILED,
        [ERR_NET] = EXIT_FAILED,
        [ERR_FORMAT] = EXIT_FAILED,
        [ERR_CONFIG] = EXIT_USAGE,
        [ERR_LIMIT] = EXIT_FAILED,
        [ERR_MEMORY] = EXIT_FAILED,
        [ERR_BUSY] = EXIT_TRY_LATER};

    (void)state;
    for (int kind = ERR_NONE; kind <= ERR_BUSY; kind++) {
        struct err err = {.kind = (enum err_kind)kind};
        assert_int_equal(err_exit_status(&err), expected[kind]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_grows_on_the_way_up),
        cmocka_unit_test(test_errno_is_taken_before_the_text_is_formatted),
        cmocka_unit_test(test_long_text_is_cut_at_the_end),
        cmocka_unit_test(test_cut_text_ends_in_a_whole_character),
        cmocka_unit_test(test_each_kind_has_its_exit_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
