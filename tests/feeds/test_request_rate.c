/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/request_rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)

static bool ask(struct request_rate *rate, const char *client, int64_t now_ns)
{
    struct peer_address from;
    int wait_s = 0;

    assert_true(peer_address_parse(client, strlen(client), &from));
    bool is_taken = request_rate_take(rate, &from, now_ns, &wait_s);
    assert_true(is_taken || wait_s >= 1);
    return is_taken;
}

static struct request_rate *new_rate(int per_second, int burst)
{
    struct err err = {0};
    struct request_rate *rate = request_rate_new(per_second, burst, &err);

    assert_non_null(rate);
    return rate;
}

static void test_a_burst_and_then_so_many_a_second(void **state)
{
    own(request_rate) rate = new_rate(2, 10);

    (void)state;
    for (int i = 0; i < 10; i++)
        assert_true(ask(rate, "192.0.2.1", SECOND));
    assert_false(ask(rate, "192.0.2.1", SECOND));
    assert_false(ask(rate, "192.0.2.1", SECOND + SECOND / 2 - 1));
    assert_true(ask(rate, "192.0.2.1", SECOND + SECOND / 2));
    assert_false(ask(rate, "192.0.2.1", SECOND + SECOND / 2));
}

static void test_what_was_refused_counts_for_nothing(void **state)
{
    own(request_rate) rate = new_rate(1, 1);

    (void)state;
    assert_true(ask(rate, "192.0.2.1", SECOND));
    for (int i = 0; i < 1000; i++)
        assert_false(ask(rate, "192.0.2.1", SECOND + i));
    assert_true(ask(rate, "192.0.2.1", 2 * SECOND));
}

static void test_others_are_not_hindered(void **state)
{
    own(request_rate) rate = new_rate(1, 1);

    (void)state;
    assert_true(ask(rate, "192.0.2.1", SECOND));
    assert_false(ask(rate, "192.0.2.1", SECOND));
    assert_true(ask(rate, "192.0.2.2", SECOND));
    assert_true(ask(rate, "2001:db8::1", SECOND));
}

static void test_a_network_of_64_bits_is_one_client(void **state)
{
    own(request_rate) rate = new_rate(1, 1);

    (void)state;
    assert_true(ask(rate, "2001:db8::1", SECOND));
    assert_false(ask(rate, "2001:db8::2", SECOND));
    assert_true(ask(rate, "2001:db8:0:1::2", SECOND));
}

static void test_a_crowd_does_not_free_the_busiest(void **state)
{
    own(request_rate) rate = new_rate(1, 100);
    char other[32];

    (void)state;
    for (int i = 0; i < 100; i++)
        assert_true(ask(rate, "192.0.2.1", SECOND));
    for (int i = 0; i < 100000; i++) {
        snprintf(other, sizeof other, "10.%d.%d.%d", i >> 16 & 255,
            i >> 8 & 255, i & 255);
        assert_true(ask(rate, other, SECOND));
    }
    assert_false(ask(rate, "192.0.2.1", SECOND));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_burst_and_then_so_many_a_second),
        cmocka_unit_test(test_what_was_refused_counts_for_nothing),
        cmocka_unit_test(test_others_are_not_hindered),
        cmocka_unit_test(test_a_network_of_64_bits_is_one_client),
        cmocka_unit_test(test_a_crowd_does_not_free_the_busiest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
