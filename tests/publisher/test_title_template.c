/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/title_template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static const struct title_facts facts = {
    .room = "Town\nHall",
    .show = "Weekly",
    .started = 1795370400,
    .season = 2,
    .number = 7,
};

static void check(const char *template, const char *expected)
{
    own_value(text) line = {0};
    struct err err = {0};

    if (!title_template_check(template, &err))
        fail_msg("%s", err.text);
    title_template_append(&line, template, &facts);
    assert_string_equal(text_string(&line), expected);
}

static void test_places_are_filled(void **state)
{
    (void)state;
    check(
        "{room}, {date} (no. {number})", "Town Hall, 22 November 2026 (no. 7)");
    check("{show} {season}x{number}: {title}", "Weekly 2x7:");
    check("{day} {time} UTC", "2026-11-22 18:00 UTC");
    check("plain", "plain");
    check("a {{ b", "a { b");
}

static void test_unknown_places_are_refused(void **state)
{
    static const char *const wrong[] = {"{rom}", "x {", "{}", "{room"};
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(title_template_check(wrong[i], &err));
    assert_non_null(strstr(err.text, "expected {room}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_are_filled),
        cmocka_unit_test(test_unknown_places_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
