/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/split_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

static void test_no_rule_never_splits(void **state)
{
    struct err err = {0};
    own_value(split_rule) rule = SPLIT_RULE_NONE;

    (void)state;
    assert_true(split_rule_parse(NULL, &rule, &err));
    assert_true(rule.period_ns == INT64_MAX);
    assert_true(rule.most_bytes == INT64_MAX);
    assert_true(rule.silence_ns == INT64_MAX);
    assert_true(split_rule_next_strike_ns(&rule, 0) == INT64_MAX);
}

static void test_all_conditions_can_be_given_at_once(void **state)
{
    struct err err = {0};
    own_value(split_rule) rule = SPLIT_RULE_NONE;

    (void)state;
    assert_true(split_rule_parse(
        "45m, 1h aligned Europe/Berlin, 1.5GB, silence 30s", &rule, &err));
    assert_true(rule.period_ns == 2700 * CLOCK_SECOND_NS);
    assert_int_equal(rule.strike_s, 3600);
    assert_true(rule.most_bytes == 1500000000);
    assert_true(rule.silence_ns == 30 * CLOCK_SECOND_NS);
}

/* The clock of this rule strikes next after `now` at these times. */
static void expect(const char *text, const char *now, ...)
{
    struct err err = {0};
    own_value(split_rule) rule = SPLIT_RULE_NONE;
    char found[CLOCK_ISO_BYTES];
    const char *next;
    int64_t ns;
    va_list list;

    assert_true(split_rule_parse(text, &rule, &err));
    assert_true(clock_parse_iso(now, &ns));
    va_start(list, now);
    while ((next = va_arg(list, const char *))) {
        ns = split_rule_next_strike_ns(&rule, ns);
        clock_format_iso(ns, found);
        assert_string_equal(found, next);
    }
    va_end(list);
}

static void test_clock_strikes_on_the_wall_of_the_zone(void **state)
{
    (void)state;
    expect("1h aligned", "2026-11-22T12:34:56Z", "2026-11-22T13:00:00.000Z",
        "2026-11-22T14:00:00.000Z", NULL);
    expect("6h aligned Europe/Berlin", "2026-11-22T12:34:56Z",
        "2026-11-22T17:00:00.000Z", "2026-11-22T23:00:00.000Z", NULL);
    expect("15m aligned Asia/Kathmandu", "2026-11-22T12:34:56Z",
        "2026-11-22T12:45:00.000Z", NULL);
    expect("1d aligned Europe/Berlin", "2026-03-28T12:00:00Z",
        "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z", NULL);
}

static void test_every_hour_strikes_while_the_clock_is_put_back(void **state)
{
    (void)state;
    expect("1h aligned Europe/Berlin", "2026-10-24T23:30:00Z",
        "2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z",
        "2026-10-25T02:00:00.000Z", "2026-10-25T03:00:00.000Z", NULL);
    expect("4h aligned Europe/Berlin", "2026-10-24T22:30:00Z",
        "2026-10-25T03:00:00.000Z", "2026-10-25T07:00:00.000Z", NULL);
}

static void test_every_hour_strikes_while_the_clock_is_put_forward(void **state)
{
    (void)state;
    expect("1h aligned Europe/Berlin", "2026-03-28T23:30:00Z",
        "2026-03-29T00:00:00.000Z", "2026-03-29T01:00:00.000Z",
        "2026-03-29T02:00:00.000Z", NULL);
    expect("4h aligned Europe/Berlin", "2026-03-28T23:30:00Z",
        "2026-03-29T02:00:00.000Z", "2026-03-29T06:00:00.000Z", NULL);
}

static void refuse(const char *text, const char *found, const char *expected)
{
    struct err err = {0};
    own_value(split_rule) rule = SPLIT_RULE_NONE;

    if (split_rule_parse(text, &rule, &err))
        fail_msg("taken: %s", text);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, found));
    assert_non_null(strstr(err.text, expected));
}

static void test_mistakes_are_named_with_what_was_expected(void **state)
{
    (void)state;
    refuse("", "\"\"", "1h");
    refuse("hourly", "\"hourly\"", "1h");
    refuse("1h,", "\"\"", "1h");
    refuse("1h alined", "\"alined\"", "aligned");
    refuse("7m aligned", "aligned", "part of a day");
    refuse("1500ms aligned", "aligned", "part of a day");
    refuse("1h aligned Mars", "\"Mars\"", "time zone");
    refuse("1h aligned UTC UTC", "\"UTC\"", "comma");
    refuse("0.5s", "\"0.5s\"", "at least 1s");
    refuse("silence", "\"\"", "duration");
    refuse("silence 10s 20s", "\"20s\"", "comma");
    refuse("-5GB", "\"-5GB\"", "0.1MB");
    refuse("0MB", "\"0MB\"", "0.1MB");
    refuse("5GB 6GB", "\"6GB\"", "comma");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_rule_never_splits),
        cmocka_unit_test(test_all_conditions_can_be_given_at_once),
        cmocka_unit_test(test_clock_strikes_on_the_wall_of_the_zone),
        cmocka_unit_test(test_every_hour_strikes_while_the_clock_is_put_back),
        cmocka_unit_test(
            test_every_hour_strikes_while_the_clock_is_put_forward),
        cmocka_unit_test(test_mistakes_are_named_with_what_was_expected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
