/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/public_address.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_public(const char *text)
{
    struct sockaddr_in six_less = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &six_less.sin_addr) == 1)
        return is_public_address((struct sockaddr *)&six_less);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return is_public_address((struct sockaddr *)&six);
}

static void assert_all(const char *const *texts, size_t count, bool expected)
{
    for (size_t i = 0; i < count; i++) {
        if (is_public(texts[i]) != expected)
            fail_msg("%s", texts[i]);
    }
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_addresses_of_a_house_are_not_public(void **state)
{
    static const char *const texts[] = {"127.0.0.1", "127.255.255.255",
        "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8",
        "198.18.0.1", "198.19.255.255", "224.0.0.1", "239.1.2.3", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1",
        "ff02::1"};

    (void)state;
    assert_all(texts, COUNT(texts), false);
}

static void test_addresses_of_the_internet_are_public(void **state)
{
    static const char *const texts[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0",
        "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0", "100.63.255.255", "100.128.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2a00:1450::1",
        "2606:4700::1111"};

    (void)state;
    assert_all(texts, COUNT(texts), true);
}

static void test_ipv4_inside_ipv6_is_judged_as_ipv4(void **state)
{
    static const char *const inside[] = {"::ffff:127.0.0.1", "::127.0.0.1",
        "64:ff9b::10.0.0.1", "2002:c0a8:0101::1"};
    static const char *const outside[] = {
        "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:0101:0101::1"};

    (void)state;
    assert_all(inside, COUNT(inside), false);
    assert_all(outside, COUNT(outside), true);
}

static void test_other_families_are_not_public(void **state)
{
    struct sockaddr_storage local = {.ss_family = AF_UNIX};

    (void)state;
    assert_false(is_public_address((struct sockaddr *)&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_of_a_house_are_not_public),
        cmocka_unit_test(test_addresses_of_the_internet_are_public),
        cmocka_unit_test(test_ipv4_inside_ipv6_is_judged_as_ipv4),
        cmocka_unit_test(test_other_families_are_not_public),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
