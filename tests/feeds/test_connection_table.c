/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/connection_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)

static const struct connection_limits limits = {
    .most = 10,
    .most_per_address = 3,
    .wait_ns = 15 * SECOND,
    .slow_ns = 60 * SECOND,
    .slow_bytes = 60000,
};

/* Owners are places in this array. */
static char owners[16];

static struct peer_address peer_of(const char *number)
{
    struct peer_address peer;

    assert_true(peer_address_parse(number, strlen(number), &peer));
    return peer;
}

static struct connection *add(
    struct connection_table *table, const char *peer, int owner, int64_t now_ns)
{
    struct peer_address from = peer_of(peer);

    return connection_table_add(table, &from, &owners[owner], now_ns);
}

static bool admits(const struct connection_table *table, const char *peer)
{
    struct peer_address from = peer_of(peer);

    return connection_table_admits(table, &from);
}

static struct connection_table *new_table(void)
{
    struct err err = {0};
    struct connection_table *table = connection_table_new(&limits, &err);

    assert_non_null(table);
    return table;
}

static void test_fourth_connection_of_an_address_is_not_welcome(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    struct connection *first = add(table, "192.0.2.1", 1, 0);
    add(table, "192.0.2.1", 2, 0);
    assert_true(admits(table, "192.0.2.1"));
    add(table, "192.0.2.1", 3, 0);
    assert_false(admits(table, "192.0.2.1"));
    assert_true(admits(table, "192.0.2.2"));
    connection_remove(first);
    assert_true(admits(table, "192.0.2.1"));
}

static void test_ipv4_in_ipv6_is_the_same_address(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < 3; i++)
        add(table, "192.0.2.1", i, 0);
    assert_false(admits(table, "::ffff:192.0.2.1"));
}

static void test_a_network_of_64_bits_counts_as_one_address(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    add(table, "2001:db8::1", 1, 0);
    add(table, "2001:db8::2", 2, 0);
    add(table, "2001:db8::dead:beef", 3, 0);
    assert_false(admits(table, "2001:db8::4"));
    assert_true(admits(table, "2001:db8:0:1::4"));
}

static void test_this_machine_is_not_limited(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < 5; i++)
        add(table, i % 2 ? "127.0.0.1" : "::1", i, 0);
    assert_true(admits(table, "127.0.0.1"));
    assert_true(admits(table, "::1"));
    assert_true(admits(table, "::ffff:127.0.0.1"));
}

static void test_a_full_table_takes_nobody(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < limits.most; i++)
        assert_non_null(add(table, "127.0.0.1", i, 0));
    assert_true(connection_table_is_full(table));
    assert_null(add(table, "127.0.0.1", 15, 0));
}

static void test_a_request_that_takes_too_long_is_overdue(void **state)
{
    own(connection_table) table = new_table();
    const struct connection *one = add(table, "192.0.2.1", 7, 5 * SECOND);

    (void)state;
    assert_false(connection_is_overdue(one, 20 * SECOND - 1));
    assert_true(connection_is_overdue(one, 20 * SECOND));
}

static void test_a_busy_connection_waits_for_nothing(void **state)
{
    own(connection_table) table = new_table();
    struct connection *one = add(table, "192.0.2.1", 7, 0);

    (void)state;
    connection_begin_answer(one, SECOND);
    assert_false(connection_is_overdue(one, 3600 * SECOND));
    assert_null(connection_table_longest(table));
    connection_end_answer(one, 3600 * SECOND);
    assert_false(connection_is_overdue(one, 3615 * SECOND - 1));
    assert_true(connection_is_overdue(one, 3615 * SECOND));
}

static void test_a_reader_must_take_enough_in_each_minute(void **state)
{
    own(connection_table) table = new_table();
    struct connection *one = add(table, "192.0.2.1", 7, 0);

    (void)state;
    connection_begin_answer(one, 0);
    assert_true(connection_keeps_pace(one, 1000, 59 * SECOND));
    assert_true(connection_keeps_pace(one, 60000, 60 * SECOND));
    assert_true(connection_keeps_pace(one, 119999, 119 * SECOND));
    assert_false(connection_keeps_pace(one, 119999, 120 * SECOND));
}

static void test_who_waits_need_not_keep_pace(void **state)
{
    own(connection_table) table = new_table();
    struct connection *one = add(table, "192.0.2.1", 7, 0);

    (void)state;
    assert_true(connection_keeps_pace(one, 0, 3600 * SECOND));
}

static void test_who_waited_longest_yields(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < 9; i++)
        add(table, "127.0.0.1", i, (i == 4 ? 1 : 2) * SECOND);
    assert_ptr_equal(connection_table_longest(table), &owners[4]);
}

static void test_of_equals_the_first_yields(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < 9; i++)
        add(table, "127.0.0.1", i, SECOND);
    assert_ptr_equal(connection_table_longest(table), &owners[0]);
}

static void test_smaller_limits_send_nobody_away(void **state)
{
    own(connection_table) table = new_table();
    struct connection_limits smaller = limits;
    struct connection *one = add(table, "127.0.0.1", 1, 0);

    (void)state;
    add(table, "127.0.0.1", 2, 0);
    smaller.most = 1;
    connection_table_set_limits(table, &smaller);
    assert_true(connection_table_is_full(table));
    connection_remove(one);
    assert_true(connection_table_is_full(table));
    assert_ptr_equal(connection_table_longest(table), &owners[2]);
}

static void test_no_connection_is_fine(void **state)
{
    (void)state;
    connection_remove(NULL);
    connection_table_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fourth_connection_of_an_address_is_not_welcome),
        cmocka_unit_test(test_ipv4_in_ipv6_is_the_same_address),
        cmocka_unit_test(test_a_network_of_64_bits_counts_as_one_address),
        cmocka_unit_test(test_this_machine_is_not_limited),
        cmocka_unit_test(test_a_full_table_takes_nobody),
        cmocka_unit_test(test_a_request_that_takes_too_long_is_overdue),
        cmocka_unit_test(test_a_busy_connection_waits_for_nothing),
        cmocka_unit_test(test_a_reader_must_take_enough_in_each_minute),
        cmocka_unit_test(test_who_waits_need_not_keep_pace),
        cmocka_unit_test(test_who_waited_longest_yields),
        cmocka_unit_test(test_of_equals_the_first_yields),
        cmocka_unit_test(test_smaller_limits_send_nobody_away),
        cmocka_unit_test(test_no_connection_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
