/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/connection_table.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)

static const struct connection_limits limits = {
    .most = 10, .most_per_address = 3, .spare = 2, .wait_ns = 15 * SECOND};

union peer {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static union peer peer_of(const char *number)
{
    union peer peer = {0};

    if (inet_pton(AF_INET, number, &peer.four.sin_addr) == 1)
        peer.four.sin_family = AF_INET;
    else if (inet_pton(AF_INET6, number, &peer.six.sin6_addr) == 1)
        peer.six.sin6_family = AF_INET6;
    else
        fail_msg("%s is no address", number);
    return peer;
}

static struct connection *add(
    struct connection_table *table, const char *peer, int fd, int64_t now_ns)
{
    union peer from = peer_of(peer);

    return connection_table_add(table, &from.any, fd, now_ns);
}

static bool admits(const struct connection_table *table, const char *peer)
{
    union peer from = peer_of(peer);

    return connection_table_admits(table, &from.any);
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
    assert_null(add(table, "127.0.0.1", 99, 0));
}

static void test_a_request_that_takes_too_long_is_overdue_once(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    add(table, "192.0.2.1", 7, 5 * SECOND);
    assert_int_equal(connection_table_overdue(table, 20 * SECOND - 1), -1);
    assert_int_equal(connection_table_overdue(table, 20 * SECOND), 7);
    assert_int_equal(connection_table_overdue(table, 20 * SECOND), -1);
}

static void test_a_busy_connection_is_never_overdue(void **state)
{
    own(connection_table) table = new_table();
    struct connection *one = add(table, "192.0.2.1", 7, 0);

    (void)state;
    connection_begin_answer(one);
    assert_int_equal(connection_table_overdue(table, 3600 * SECOND), -1);
    connection_end_answer(one, 3600 * SECOND);
    assert_int_equal(connection_table_overdue(table, 3614 * SECOND), -1);
    assert_int_equal(connection_table_overdue(table, 3615 * SECOND), 7);
}

static void test_in_a_crowd_who_waited_longest_goes_first(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < 9; i++)
        add(table, "127.0.0.1", i, (i == 4 ? 1 : 2) * SECOND);
    assert_int_equal(connection_table_overdue(table, 3 * SECOND), 4);
    assert_int_equal(connection_table_overdue(table, 3 * SECOND), -1);
}

static void test_in_a_crowd_of_busy_ones_nobody_goes(void **state)
{
    own(connection_table) table = new_table();

    (void)state;
    for (int i = 0; i < limits.most; i++)
        connection_begin_answer(add(table, "127.0.0.1", i, 0));
    assert_int_equal(connection_table_overdue(table, SECOND), -1);
}

static void test_no_connection_is_fine(void **state)
{
    (void)state;
    connection_begin_answer(NULL);
    connection_end_answer(NULL, 0);
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
        cmocka_unit_test(test_a_request_that_takes_too_long_is_overdue_once),
        cmocka_unit_test(test_a_busy_connection_is_never_overdue),
        cmocka_unit_test(test_in_a_crowd_who_waited_longest_goes_first),
        cmocka_unit_test(test_in_a_crowd_of_busy_ones_nobody_goes),
        cmocka_unit_test(test_no_connection_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
