/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_shown(const char *address, const char *expected)
{
    char shown[HTTP_ADDRESS_SHOWN_BYTES];

    http_address_show(address, shown);
    assert_string_equal(shown, expected);
}

static void assert_refused(const char *address, const char *because)
{
    struct err err = {0};

    assert_false(http_address_check(address, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
    assert_null(strstr(err.text, "S3CR3T"));
}

static void test_schemes_are_known_in_any_case(void **state)
{
    (void)state;
    assert_true(is_http_address("http://a/"));
    assert_true(is_http_address("HTTPS://a/"));
    assert_false(is_http_address("http:/a"));
    assert_false(is_http_address("icecast://a/"));
    assert_false(is_http_address(""));
}

static void test_good_addresses_are_taken(void **state)
{
    static const char *const addresses[] = {"http://radio.example.org",
        "https://radio.example.org:8443/hall.opus?a=b#c", "http://[::1]:8000/a",
        "http://127.0.0.1/a@b", "http://a/?mail=me@example.org"};
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        assert_true(http_address_check(addresses[i], &err));
}

static void test_user_and_password_are_refused_and_never_shown(void **state)
{
    static const char *const addresses[] = {"http://me:S3CR3T@radio/a",
        "https://S3CR3T@radio/a", "http://@radio/", "http://a@b@radio",
        "http://me:S3CR3T@radio?x"};

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        assert_refused(addresses[i], "source-password-file");
}

static void test_what_may_be_shown(void **state)
{
    char longest[600];

    (void)state;
    assert_shown("http://radio/a", "http://radio/a");
    assert_shown("http://me:S3CR3T@radio/a", "http://...@radio/a");
    assert_shown("http://me:S3C/R3T@x@radio/a", "http://...@radio/a");
    assert_shown("me:S3CR3T@radio", "...@radio");
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    char shown[HTTP_ADDRESS_SHOWN_BYTES];
    http_address_show(longest, shown);
    assert_int_equal(strlen(shown), HTTP_ADDRESS_SHOWN_BYTES - 1);
}

static void test_nonsense_is_told_what_was_expected(void **state)
{
    char longest[HTTP_ADDRESS_MOST_BYTES + 2];

    (void)state;
    assert_refused("http://", "expected http://HOST");
    assert_refused("http:///a", "expected http://HOST");
    assert_refused("http://:80/a", "expected http://HOST");
    assert_refused("http://a/b c", "expected http://HOST");
    assert_refused("http://a/\r\nX: y", "expected http://HOST");
    memset(longest, 'x', sizeof longest);
    memcpy(longest, "http://", 7);
    longest[sizeof longest - 1] = '\0';
    assert_refused(longest, "expected http://HOST");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schemes_are_known_in_any_case),
        cmocka_unit_test(test_good_addresses_are_taken),
        cmocka_unit_test(test_user_and_password_are_refused_and_never_shown),
        cmocka_unit_test(test_what_may_be_shown),
        cmocka_unit_test(test_nonsense_is_told_what_was_expected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
