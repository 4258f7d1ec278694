/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/split_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

#define S CLOCK_SECOND_NS
#define UTC (INT64_C(1795460400) * S) /* 2026-11-23T19:00:00Z */

static void parse(const char *text, struct split_rule *rule)
{
    struct err err = {0};

    if (!split_rule_parse(text, rule, &err))
        fail_msg("%s", err.text);
}

static void test_period_is_of_recorded_time(void **state)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;
    struct split_plan plan;

    (void)state;
    parse("10m", &rule);
    split_plan_init(&plan, &rule);
    assert_true(split_plan_edge_ns(&plan) == INT64_MAX);
    split_plan_begin_part(&plan, 5 * S, UTC);
    assert_true(split_plan_edge_ns(&plan) == 605 * S);
    assert_false(split_plan_is_due(&plan, 605 * S - 1, 0, 0));
    assert_true(split_plan_is_due(&plan, 605 * S, 0, 0));
    split_plan_leave_out(&plan, 100 * S, 160 * S); /* a pause */
    assert_false(split_plan_is_due(&plan, 605 * S, 0, 0));
    assert_true(split_plan_is_due(&plan, 665 * S, 0, 0));
}

static void test_strike_follows_a_clock_that_is_set(void **state)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;
    struct split_plan plan;

    (void)state;
    parse("1h aligned", &rule);
    split_plan_init(&plan, &rule);
    split_plan_begin_part(&plan, 0, UTC + 600 * S);
    assert_true(split_plan_edge_ns(&plan) == 3000 * S);
    split_plan_tick(&plan, 100 * S, UTC + 700 * S + 60 * S);
    assert_true(split_plan_edge_ns(&plan) == 2940 * S);
}

static void test_part_that_begins_by_a_strike_lasts_until_the_next(void **state)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;
    struct split_plan plan;

    (void)state;
    parse("1h aligned", &rule);
    split_plan_init(&plan, &rule);
    /* The clocks are not quite alike. */
    split_plan_begin_part(&plan, 0, UTC - CLOCK_MILLISECOND_NS);
    assert_true(split_plan_edge_ns(&plan) == 3600 * S + CLOCK_MILLISECOND_NS);
    /* A strike whose sound is still to come stays. */
    split_plan_tick(&plan, 3600 * S, UTC + 3600 * S);
    assert_true(split_plan_edge_ns(&plan) == 3600 * S + CLOCK_MILLISECOND_NS);
}

static void test_one_silence_splits_once(void **state)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;
    struct split_plan plan;

    (void)state;
    parse("silence 3s", &rule);
    split_plan_init(&plan, &rule);
    split_plan_begin_part(&plan, 0, UTC);
    assert_false(split_plan_is_due(&plan, 3 * S, 0, 3 * S - 1));
    assert_true(split_plan_is_due(&plan, 3 * S, 0, 3 * S));
    assert_false(split_plan_is_due(&plan, 4 * S, 0, 4 * S));
    assert_false(split_plan_is_due(&plan, 5 * S, 0, 0));
    assert_true(split_plan_is_due(&plan, 9 * S, 0, 3 * S));
}

static void test_size_splits(void **state)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;
    struct split_plan plan;

    (void)state;
    parse("1MB", &rule);
    split_plan_init(&plan, &rule);
    split_plan_begin_part(&plan, 0, UTC);
    assert_false(split_plan_is_due(&plan, S, 999999, 0));
    assert_true(split_plan_is_due(&plan, S, 1000000, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period_is_of_recorded_time),
        cmocka_unit_test(test_strike_follows_a_clock_that_is_set),
        cmocka_unit_test(
            test_part_that_begins_by_a_strike_lasts_until_the_next),
        cmocka_unit_test(test_one_silence_splits_once),
        cmocka_unit_test(test_size_splits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
