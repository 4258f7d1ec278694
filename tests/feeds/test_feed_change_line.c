/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/feed_change_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static void expect(enum feed_change_kind kind, const char *before,
    const char *after, const char *expected)
{
    own_value(text) line = {0};
    const struct feed_change change = {
        .kind = kind,
        .where = "The budget",
        .what = "art",
        .before = before,
        .after = after,
        .effect = "",
    };

    feed_change_append(&line, &change);
    assert_string_equal(text_string(&line), expected);
}

static void test_what_came_and_what_went_read_differently(void **state)
{
    (void)state;
    expect(FEED_CHANGE_NEW, "", "a.jpg", "The budget: art \"a.jpg\" is new");
    expect(FEED_CHANGE_GONE, "a.jpg", "", "The budget: art \"a.jpg\" is gone");
    expect(FEED_CHANGE_OTHER, "a.jpg", "b.jpg",
        "The budget: art \"a.jpg\" becomes \"b.jpg\"");
    expect(
        FEED_CHANGE_BROKEN, "a.jpg", "", "The budget: art \"a.jpg\" is gone");
}

static void test_a_value_stays_on_one_line(void **state)
{
    (void)state;
    expect(FEED_CHANGE_NEW, "", "a\nb", "The budget: art \"a b\" is new");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_came_and_what_went_read_differently),
        cmocka_unit_test(test_a_value_stays_on_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
