/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *field, bool is_preferred)
{
    if (http_encoding_prefers_gzip(field) != is_preferred)
        fail_msg("\"%s\": expected %d", field ? field : "none", is_preferred);
}

static void test_gzip_that_is_listed_is_taken(void **state)
{
    (void)state;
    check("gzip", true);
    check("GZIP", true);
    check("x-gzip", true);
    check("deflate, gzip;q=1.0, br", true);
    check("br , gzip ; q=0.001", true);
    check("*", true);
    check("identity;q=0.5, *;q=0.8", true);
}

static void test_gzip_that_is_not_listed_or_refused_is_not(void **state)
{
    (void)state;
    check(NULL, false);
    check("", false);
    check("identity", false);
    check("br, deflate", false);
    check("gzip;q=0", false);
    check("gzip;q=0.000", false);
    check("*;q=0", false);
    check("gzip;q=0, *", false);
    check("notgzip, gzipped", false);
}

static void test_who_likes_the_plain_bytes_more_gets_them(void **state)
{
    (void)state;
    check("gzip;q=0.5, identity", false);
    check("gzip;q=0.5, identity;q=0.5", true);
    check("*;q=0.2, identity;q=0.3", false);
}

static void test_nonsense_is_no_wish(void **state)
{
    (void)state;
    check("gzip;q=", false);
    check("gzip;q=2", false);
    check("gzip;level=9", false);
    check(";;;,,,", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gzip_that_is_listed_is_taken),
        cmocka_unit_test(test_gzip_that_is_not_listed_or_refused_is_not),
        cmocka_unit_test(test_who_likes_the_plain_bytes_more_gets_them),
        cmocka_unit_test(test_nonsense_is_no_wish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
