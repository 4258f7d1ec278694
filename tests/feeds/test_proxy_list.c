/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/proxy_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check_client(
    const char *peer, const char *forwarded, const char *expected)
{
    struct proxy_list proxies = {0};
    struct peer_address from;
    struct err err = {0};
    char text[INET6_ADDRSTRLEN];

    assert_true(proxy_list_parse(
        &proxies, "127.0.0.1, ::1 10.0.0.0/9,2001:db8:1::/48", &err));
    assert_true(peer_address_parse(peer, strlen(peer), &from));
    struct peer_address client = proxy_list_client(&proxies, &from, forwarded);
    peer_address_format(&client, text);
    assert_string_equal(text, expected);
}

static void test_only_proxies_are_believed(void **state)
{
    (void)state;
    check_client("192.0.2.1", "203.0.113.9", "192.0.2.1");
    check_client("127.0.0.1", "203.0.113.9", "203.0.113.9");
    check_client("10.127.0.1", "203.0.113.9", "203.0.113.9");
    check_client("10.128.0.1", "203.0.113.9", "10.128.0.1");
    check_client("2001:db8:1:2::3", "203.0.113.9", "203.0.113.9");
    check_client("2001:db8:2::3", "203.0.113.9", "2001:db8:2::3");
}

static void test_last_foreign_address_counts(void **state)
{
    (void)state;
    check_client("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9");
    check_client("127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9");
    check_client("127.0.0.1", "10.0.0.7,127.0.0.1", "10.0.0.7");
}

static void test_nonsense_is_as_far_as_it_goes(void **state)
{
    (void)state;
    check_client("127.0.0.1", NULL, "127.0.0.1");
    check_client("127.0.0.1", "", "127.0.0.1");
    check_client("127.0.0.1", ",,", "127.0.0.1");
    check_client("127.0.0.1", "unknown", "127.0.0.1");
    check_client("127.0.0.1", "203.0.113.9, x, 10.0.0.7", "10.0.0.7");
}

static void test_ports_and_brackets_are_cut_off(void **state)
{
    (void)state;
    check_client("127.0.0.1", "203.0.113.9:4711", "203.0.113.9");
    check_client("127.0.0.1", "[2001:db8::9]:4711", "2001:db8::9");
    check_client("127.0.0.1", "2001:db8::9", "2001:db8::9");
    check_client("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9");
    check_client("127.0.0.1", "203.0.113.9:99999", "127.0.0.1");
}

static void test_lists_that_make_no_sense_are_refused(void **state)
{
    static const char *const bad[] = {"x", "10.0.0.0/33", "10.0.0.0/", "::/129",
        "10.0.0.0/-1", "127.0.0.1;::1", "/8"};
    struct proxy_list proxies = {0};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err err = {0};
        assert_false(proxy_list_parse(&proxies, bad[i], &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_non_null(strstr(err.text, bad[i]));
    }
    assert_int_equal(proxies.count, 0);
}

static void test_no_list_is_an_empty_one(void **state)
{
    struct proxy_list proxies = {.count = 3};
    struct err err = {0};

    (void)state;
    assert_true(proxy_list_parse(&proxies, NULL, &err));
    assert_int_equal(proxies.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_proxies_are_believed),
        cmocka_unit_test(test_last_foreign_address_counts),
        cmocka_unit_test(test_nonsense_is_as_far_as_it_goes),
        cmocka_unit_test(test_ports_and_brackets_are_cut_off),
        cmocka_unit_test(test_lists_that_make_no_sense_are_refused),
        cmocka_unit_test(test_no_list_is_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
