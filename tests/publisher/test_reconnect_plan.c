/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/reconnect_plan.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

#define SECOND CLOCK_SECOND_NS

static struct reconnect_plan begin(int servers)
{
    struct reconnect_plan plan;

    reconnect_plan_init(&plan, servers, 7);
    reconnect_plan_start(&plan, 0);
    return plan;
}

/* Fails at the time the plan says; how long it then waits. */
static int64_t wait_after(
    struct reconnect_plan *plan, enum icecast_failure failure)
{
    int64_t now_ns = reconnect_plan_next_ns(plan);

    reconnect_plan_failed(plan, failure, now_ns);
    return reconnect_plan_next_ns(plan) - now_ns;
}

static void assert_wait(int64_t wait_ns, int seconds)
{
    assert_true(wait_ns <= seconds * SECOND);
    assert_true(wait_ns > seconds * SECOND * 3 / 4);
}

static void test_waits_double_up_to_a_minute_for_ever(void **state)
{
    static const int seconds[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    struct reconnect_plan plan = begin(1);

    (void)state;
    assert_int_equal(reconnect_plan_next_ns(&plan), 0);
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        assert_wait(wait_after(&plan, ICECAST_CONNECT), seconds[i]);
    for (int i = 0; i < 100000; i++)
        assert_wait(wait_after(&plan, ICECAST_CONNECT), 60);
}

static void test_no_two_relays_come_back_together(void **state)
{
    struct reconnect_plan one;
    struct reconnect_plan other;

    (void)state;
    reconnect_plan_init(&one, 1, 1);
    reconnect_plan_init(&other, 1, 2);
    reconnect_plan_start(&one, 0);
    reconnect_plan_start(&other, 0);
    assert_int_not_equal(
        wait_after(&one, ICECAST_CONNECT), wait_after(&other, ICECAST_CONNECT));
}

static void test_a_wrong_password_is_tried_each_minute_and_told_once(
    void **state)
{
    struct reconnect_plan plan = begin(1);

    (void)state;
    assert_true(reconnect_plan_failed(&plan, ICECAST_PASSWORD, 0));
    for (int i = 0; i < 20; i++) {
        int64_t now_ns = reconnect_plan_next_ns(&plan);
        assert_false(reconnect_plan_failed(&plan, ICECAST_PASSWORD, now_ns));
        assert_wait(reconnect_plan_next_ns(&plan) - now_ns, 60);
    }
    assert_true(reconnect_plan_failed(&plan, ICECAST_DNS, 0));
}

static void test_a_taken_mount_is_given_five_seconds(void **state)
{
    struct reconnect_plan plan = begin(1);

    (void)state;
    assert_wait(wait_after(&plan, ICECAST_MOUNT_TAKEN), 5);
    assert_wait(wait_after(&plan, ICECAST_MOUNT_TAKEN), 5);
    assert_wait(wait_after(&plan, ICECAST_MOUNT_TAKEN), 5);
    assert_wait(wait_after(&plan, ICECAST_MOUNT_TAKEN), 8);
}

static void test_time_on_the_air_forgets_failures(void **state)
{
    struct reconnect_plan plan = begin(1);

    (void)state;
    for (int i = 0; i < 8; i++)
        wait_after(&plan, ICECAST_CONNECT);
    reconnect_plan_joined(&plan, 1000 * SECOND);
    assert_int_equal(reconnect_plan_next_ns(&plan), INT64_MAX);
    assert_true(reconnect_plan_failed(&plan, ICECAST_LOST, 1100 * SECOND));
    assert_wait(reconnect_plan_next_ns(&plan) - 1100 * SECOND, 1);
}

static void test_a_server_that_throws_off_at_once_is_not_hammered(void **state)
{
    struct reconnect_plan plan = begin(1);
    int64_t wait_ns = 0;

    (void)state;
    for (int i = 0; i < 8; i++) {
        int64_t now_ns = reconnect_plan_next_ns(&plan);
        reconnect_plan_joined(&plan, now_ns);
        reconnect_plan_failed(&plan, ICECAST_LOST, now_ns + SECOND);
        wait_ns = reconnect_plan_next_ns(&plan) - now_ns - SECOND;
    }
    assert_wait(wait_ns, 60);
}

static void test_the_fallback_is_tried_at_once(void **state)
{
    struct reconnect_plan plan = begin(3);

    (void)state;
    assert_int_equal(wait_after(&plan, ICECAST_CONNECT), 0);
    assert_int_equal(reconnect_plan_server(&plan), 1);
    assert_int_equal(wait_after(&plan, ICECAST_PASSWORD), 0);
    assert_int_equal(reconnect_plan_server(&plan), 2);
    /* The wrong password of one does not slow the others down. */
    assert_wait(wait_after(&plan, ICECAST_CONNECT), 1);
    assert_int_equal(reconnect_plan_server(&plan), 0);
}

static void test_the_first_is_preferred_again(void **state)
{
    struct reconnect_plan plan = begin(2);

    (void)state;
    wait_after(&plan, ICECAST_CONNECT);
    reconnect_plan_joined(&plan, 10 * SECOND);
    assert_int_equal(reconnect_plan_return_ns(&plan), 70 * SECOND);
    reconnect_plan_not_back(&plan, 70 * SECOND);
    assert_int_equal(reconnect_plan_return_ns(&plan), 370 * SECOND);
    reconnect_plan_back(&plan, 370 * SECOND);
    assert_int_equal(reconnect_plan_server(&plan), 0);
    assert_int_equal(reconnect_plan_return_ns(&plan), INT64_MAX);
    assert_int_equal(reconnect_plan_next_ns(&plan), INT64_MAX);
}

static void test_a_lost_fallback_begins_with_the_first(void **state)
{
    struct reconnect_plan plan = begin(2);

    (void)state;
    wait_after(&plan, ICECAST_CONNECT);
    reconnect_plan_joined(&plan, 10 * SECOND);
    reconnect_plan_failed(&plan, ICECAST_STALLED, 40 * SECOND);
    assert_int_equal(reconnect_plan_server(&plan), 0);
    assert_int_equal(reconnect_plan_return_ns(&plan), INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_double_up_to_a_minute_for_ever),
        cmocka_unit_test(test_no_two_relays_come_back_together),
        cmocka_unit_test(
            test_a_wrong_password_is_tried_each_minute_and_told_once),
        cmocka_unit_test(test_a_taken_mount_is_given_five_seconds),
        cmocka_unit_test(test_time_on_the_air_forgets_failures),
        cmocka_unit_test(test_a_server_that_throws_off_at_once_is_not_hammered),
        cmocka_unit_test(test_the_fallback_is_tried_at_once),
        cmocka_unit_test(test_the_first_is_preferred_again),
        cmocka_unit_test(test_a_lost_fallback_begins_with_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
