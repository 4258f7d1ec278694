/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/listen_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text, const char *host, const char *port)
{
    struct listen_address address;
    struct err err = {0};

    assert_true(listen_address_parse(text, &address, &err));
    assert_string_equal(address.host, host);
    assert_string_equal(address.port, port);
}

static void test_numbers_and_names_are_split_from_their_port(void **state)
{
    (void)state;
    check("127.0.0.1:8080", "127.0.0.1", "8080");
    check("localhost:0", "localhost", "0");
    check("[::1]:65535", "::1", "65535");
    check("[::]:80", "::", "80");
}

static void test_bad_addresses_say_what_was_expected(void **state)
{
    static const char *const texts[] = {"", ":", "8080", ":8080", "127.0.0.1",
        "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:080808", "::1:8080", "[::1]", "[::1]8080", "[]:80",
        "::1]:80", "[::1:80", "[[::1]]:80", "a:80 ", "a: 80"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct listen_address address = {.host = "untouched"};
        struct err err = {0};
        if (listen_address_parse(texts[i], &address, &err))
            fail_msg("\"%s\" was taken", texts[i]);
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_non_null(strstr(err.text, "expected ADDRESS:PORT"));
        assert_string_equal(address.host, "untouched");
    }
}

static void test_host_that_is_too_long_is_refused(void **state)
{
    char text[LISTEN_HOST_BYTES + 8];
    struct listen_address address;
    struct err err = {0};

    (void)state;
    memset(text, 'a', LISTEN_HOST_BYTES);
    memcpy(text + LISTEN_HOST_BYTES, ":80", sizeof ":80");
    assert_false(listen_address_parse(text, &address, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_and_names_are_split_from_their_port),
        cmocka_unit_test(test_bad_addresses_say_what_was_expected),
        cmocka_unit_test(test_host_that_is_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
