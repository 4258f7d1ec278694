/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The example of RFC 9110, section 5.6.7; `date -u -d … +%s` says the same. */
#define EXAMPLE_S 784111777

static void check(const char *date, int64_t expected_s)
{
    int64_t time_s = -1;

    assert_true(http_date_parse(date, &time_s));
    assert_int_equal(time_s, expected_s);
}

static void test_the_three_forms_of_rfc_9110_are_read(void **state)
{
    (void)state;
    check("Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE_S);
    check("Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE_S);
    check("Sun Nov  6 08:49:37 1994", EXAMPLE_S);
}

static void test_two_digits_of_a_year_span_1970_to_2069(void **state)
{
    (void)state;
    check("Thursday, 01-Jan-70 00:00:00 GMT", 0);
    check("Tuesday, 31-Dec-69 23:59:59 GMT", INT64_C(3155759999));
}

static void test_format_is_the_preferred_form(void **state)
{
    char date[HTTP_DATE_BYTES];

    (void)state;
    http_date_format(EXAMPLE_S, date);
    assert_string_equal(date, "Sun, 06 Nov 1994 08:49:37 GMT");
    http_date_format(0, date);
    assert_string_equal(date, "Thu, 01 Jan 1970 00:00:00 GMT");
    http_date_format(-1, date);
    assert_string_equal(date, "Wed, 31 Dec 1969 23:59:59 GMT");
}

static void test_format_and_parse_agree_over_centuries(void **state)
{
    char date[HTTP_DATE_BYTES];

    (void)state;
    for (int64_t time_s = -2000000000; time_s < INT64_C(9000000000);
         time_s += 7777777) {
        http_date_format(time_s, date);
        check(date, time_s);
    }
}

static void test_years_that_do_not_fit_are_not_written(void **state)
{
    char date[HTTP_DATE_BYTES] = "x";

    (void)state;
    http_date_format(INT64_C(253402300800), date);
    assert_string_equal(date, "");
    http_date_format(INT64_MAX, date);
    assert_string_equal(date, "");
    http_date_format(INT64_MIN, date);
    assert_string_equal(date, "");
}

static void test_anything_else_is_refused(void **state)
{
    static const char *const dates[] = {"", "0", "yesterday",
        "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:-9:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sun Nov  6 08:49:37 1994 GMT"};

    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        int64_t time_s = 42;
        assert_false(http_date_parse(dates[i], &time_s));
        assert_int_equal(time_s, 42);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_three_forms_of_rfc_9110_are_read),
        cmocka_unit_test(test_two_digits_of_a_year_span_1970_to_2069),
        cmocka_unit_test(test_format_is_the_preferred_form),
        cmocka_unit_test(test_format_and_parse_agree_over_centuries),
        cmocka_unit_test(test_years_that_do_not_fit_are_not_written),
        cmocka_unit_test(test_anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
