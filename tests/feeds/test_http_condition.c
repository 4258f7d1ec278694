/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_condition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define EXACTLY "Sun, 06 Nov 1994 08:49:37 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"

static const struct http_version version = {
    .etag = "\"abc\"", .modified_s = 784111777};

static void check(
    struct http_condition condition, enum http_condition_outcome expected)
{
    assert_int_equal(http_condition_evaluate(&condition, &version), expected);
}

static void check_none_match(
    const char *field, enum http_condition_outcome expected)
{
    check((struct http_condition){.if_none_match = field}, expected);
}

static void check_match(const char *field, enum http_condition_outcome expected)
{
    check((struct http_condition){.if_match = field}, expected);
}

static void test_no_condition_is_true(void **state)
{
    (void)state;
    check((struct http_condition){0}, HTTP_CONDITION_TRUE);
}

static void test_if_none_match_compares_weakly(void **state)
{
    (void)state;
    check_none_match("\"abc\"", HTTP_CONDITION_NOT_MODIFIED);
    check_none_match("W/\"abc\"", HTTP_CONDITION_NOT_MODIFIED);
    check_none_match("\"abd\"", HTTP_CONDITION_TRUE);
    check_none_match("\"ab\"", HTTP_CONDITION_TRUE);
    check_none_match("\"abcd\"", HTTP_CONDITION_TRUE);
    check_none_match("abc", HTTP_CONDITION_TRUE);
}

static void test_if_none_match_takes_lists_and_star(void **state)
{
    (void)state;
    check_none_match("*", HTTP_CONDITION_NOT_MODIFIED);
    check_none_match("\"x\", \"abc\"", HTTP_CONDITION_NOT_MODIFIED);
    check_none_match("\"x\",W/\"y\" ,\t\"abc\"", HTTP_CONDITION_NOT_MODIFIED);
    check_none_match(", ,\"abc\",", HTTP_CONDITION_NOT_MODIFIED);
    check_none_match("\"x\", \"y\"", HTTP_CONDITION_TRUE);
}

static void test_a_comma_in_a_tag_does_not_end_it(void **state)
{
    (void)state;
    check_none_match("\"x,\"abc\"", HTTP_CONDITION_TRUE);
    check_none_match("\"x,y\", \"abc\"", HTTP_CONDITION_NOT_MODIFIED);
}

static void test_broken_lists_match_nothing(void **state)
{
    (void)state;
    check_none_match("", HTTP_CONDITION_TRUE);
    check_none_match("\"", HTTP_CONDITION_TRUE);
    check_none_match("W/", HTTP_CONDITION_TRUE);
    check_none_match("\"abc", HTTP_CONDITION_TRUE);
    check_none_match("w/\"abc\"", HTTP_CONDITION_TRUE);
    check_none_match("**", HTTP_CONDITION_TRUE);
}

static void test_if_modified_since_is_true_only_after_the_date(void **state)
{
    (void)state;
    check((struct http_condition){.if_modified_since = BEFORE},
        HTTP_CONDITION_TRUE);
    check((struct http_condition){.if_modified_since = EXACTLY},
        HTTP_CONDITION_NOT_MODIFIED);
    check((struct http_condition){.if_modified_since = AFTER},
        HTTP_CONDITION_NOT_MODIFIED);
    check((struct http_condition){.if_modified_since = "now"},
        HTTP_CONDITION_TRUE);
}

static void test_if_none_match_overrules_if_modified_since(void **state)
{
    (void)state;
    check((struct http_condition){.if_none_match = "\"old\"",
              .if_modified_since = AFTER},
        HTTP_CONDITION_TRUE);
    check((struct http_condition){.if_none_match = "\"abc\"",
              .if_modified_since = BEFORE},
        HTTP_CONDITION_NOT_MODIFIED);
}

static void test_if_match_compares_strongly(void **state)
{
    (void)state;
    check_match("\"abc\"", HTTP_CONDITION_TRUE);
    check_match("*", HTTP_CONDITION_TRUE);
    check_match("\"x\", \"abc\"", HTTP_CONDITION_TRUE);
    check_match("W/\"abc\"", HTTP_CONDITION_FAILED);
    check_match("\"x\"", HTTP_CONDITION_FAILED);
}

static void test_if_unmodified_since_fails_after_the_date(void **state)
{
    (void)state;
    check((struct http_condition){.if_unmodified_since = BEFORE},
        HTTP_CONDITION_FAILED);
    check((struct http_condition){.if_unmodified_since = EXACTLY},
        HTTP_CONDITION_TRUE);
    check((struct http_condition){.if_match = "\"abc\"",
              .if_unmodified_since = BEFORE},
        HTTP_CONDITION_TRUE);
    check((struct http_condition){.if_match = "\"x\"",
              .if_none_match = "\"abc\""},
        HTTP_CONDITION_FAILED);
}

static void test_if_range_needs_exactly_this_version(void **state)
{
    (void)state;
    assert_true(http_condition_allows_range(NULL, &version));
    assert_true(http_condition_allows_range("\"abc\"", &version));
    assert_true(http_condition_allows_range(EXACTLY, &version));
    assert_false(http_condition_allows_range("W/\"abc\"", &version));
    assert_false(http_condition_allows_range("\"abd\"", &version));
    assert_false(http_condition_allows_range(BEFORE, &version));
    assert_false(http_condition_allows_range(AFTER, &version));
    assert_false(http_condition_allows_range("*", &version));
    assert_false(http_condition_allows_range("", &version));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_condition_is_true),
        cmocka_unit_test(test_if_none_match_compares_weakly),
        cmocka_unit_test(test_if_none_match_takes_lists_and_star),
        cmocka_unit_test(test_a_comma_in_a_tag_does_not_end_it),
        cmocka_unit_test(test_broken_lists_match_nothing),
        cmocka_unit_test(test_if_modified_since_is_true_only_after_the_date),
        cmocka_unit_test(test_if_none_match_overrules_if_modified_since),
        cmocka_unit_test(test_if_match_compares_strongly),
        cmocka_unit_test(test_if_unmodified_since_fails_after_the_date),
        cmocka_unit_test(test_if_range_needs_exactly_this_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
