/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_notes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static void add(
    struct feed_notes *notes, const char *where, const char *message)
{
    const struct feed_finding finding = {
        .rule = "a-rule", .where = where, .message = message, .source = "X"};

    feed_notes_add(notes, &finding);
}

static void expect(
    const struct feed_notes *notes, size_t at, const char *expected)
{
    own_value(text) line = {0};

    feed_notes_format(notes, at, &line);
    assert_string_equal(text_string(&line), expected);
}

static void test_equal_warnings_are_one_with_their_number(void **state)
{
    own_value(feed_notes) notes = {0};

    (void)state;
    add(&notes, "one", "too long");
    add(&notes, "one", "too short");
    add(&notes, "two", "too long");
    add(&notes, "three", "too long");
    assert_int_equal(notes.count, 2);
    expect(&notes, 0, "one: too long (a-rule, X), and 2 more like it");
    expect(&notes, 1, "one: too short (a-rule, X)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_warnings_are_one_with_their_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
