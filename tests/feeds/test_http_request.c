/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum http_request_outcome judge(
    const char *method, const char *lengths[], bool is_chunked)
{
    struct http_request request = {.method = method, .target = "/"};

    for (; lengths && *lengths; lengths++)
        http_request_add(&request, "content-length", *lengths);
    if (is_chunked)
        http_request_add(&request, "Transfer-Encoding", "chunked");
    return http_request_judge(&request);
}

static void test_get_and_head_without_body_are_fine(void **state)
{
    (void)state;
    assert_int_equal(judge("GET", NULL, false), HTTP_REQUEST_FINE);
    assert_int_equal(judge("HEAD", NULL, false), HTTP_REQUEST_FINE);
    assert_int_equal(
        judge("GET", (const char *[]){"0", NULL}, false), HTTP_REQUEST_FINE);
}

static void test_other_methods_are_wrong(void **state)
{
    static const char *const methods[] = {
        "POST", "PUT", "DELETE", "TRACE", "get", "GETS", ""};

    (void)state;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        assert_int_equal(
            judge(methods[i], NULL, false), HTTP_REQUEST_WRONG_METHOD);
    assert_int_equal(judge("POST", (const char *[]){"5", NULL}, false),
        HTTP_REQUEST_WRONG_METHOD);
}

static void test_a_body_is_bad(void **state)
{
    (void)state;
    assert_int_equal(
        judge("GET", (const char *[]){"5", NULL}, false), HTTP_REQUEST_BAD);
    assert_int_equal(judge("HEAD", NULL, true), HTTP_REQUEST_BAD);
}

static void test_doubtful_framing_is_bad_for_any_method(void **state)
{
    static const char *const lengths[] = {"", "+0", "-1", "0x0", "0, 0", "1 "};

    (void)state;
    assert_int_equal(judge("POST", (const char *[]){"5", "5", NULL}, false),
        HTTP_REQUEST_BAD);
    assert_int_equal(judge("POST", NULL, true), HTTP_REQUEST_BAD);
    assert_int_equal(judge("GET", (const char *[]){"0", "0", NULL}, false),
        HTTP_REQUEST_BAD);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        assert_int_equal(
            judge("POST", (const char *[]){lengths[i], NULL}, false),
            HTTP_REQUEST_BAD);
}

static void test_fields_are_found_whatever_their_case(void **state)
{
    struct http_request request = {.method = "GET", .target = "/"};

    (void)state;
    http_request_add(&request, "RANGE", "bytes=0-1");
    http_request_add(&request, "if-range", "\"a\"");
    http_request_add(&request, "If-none-match", "\"b\"");
    http_request_add(&request, "If-Match", "\"c\"");
    http_request_add(&request, "If-Modified-Since", "d");
    http_request_add(&request, "If-Unmodified-Since", "e");
    http_request_add(&request, "Cookie", "f");
    assert_string_equal(request.range, "bytes=0-1");
    assert_string_equal(request.if_range, "\"a\"");
    assert_string_equal(request.condition.if_none_match, "\"b\"");
    assert_string_equal(request.condition.if_match, "\"c\"");
    assert_string_equal(request.condition.if_modified_since, "d");
    assert_string_equal(request.condition.if_unmodified_since, "e");
}

static void test_of_a_field_given_twice_the_first_counts(void **state)
{
    struct http_request request = {.method = "GET", .target = "/"};

    (void)state;
    http_request_add(&request, "Range", "bytes=0-1");
    http_request_add(&request, "Range", "bytes=2-3");
    assert_string_equal(request.range, "bytes=0-1");
}

static void test_one_host_is_needed_by_http_1_1(void **state)
{
    struct http_request request = {
        .method = "GET", .target = "/", .minor_version = 1};

    (void)state;
    assert_int_equal(http_request_judge(&request), HTTP_REQUEST_BAD);
    http_request_add(&request, "host", "a");
    assert_int_equal(http_request_judge(&request), HTTP_REQUEST_FINE);
    http_request_add(&request, "Host", "a");
    assert_int_equal(http_request_judge(&request), HTTP_REQUEST_BAD);
}

static bool goes_on(int minor_version, const char *connection)
{
    struct http_request request = {.minor_version = minor_version};

    if (connection)
        http_request_add(&request, "Connection", connection);
    return http_request_goes_on(&request);
}

static void test_connections_go_on_as_their_version_says(void **state)
{
    (void)state;
    assert_true(goes_on(1, NULL));
    assert_false(goes_on(0, NULL));
    assert_true(goes_on(0, "Keep-Alive"));
    assert_false(goes_on(1, "upgrade, close"));
    assert_false(goes_on(1, "keep-alive,close"));
    assert_true(goes_on(1, "closed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get_and_head_without_body_are_fine),
        cmocka_unit_test(test_other_methods_are_wrong),
        cmocka_unit_test(test_a_body_is_bad),
        cmocka_unit_test(test_doubtful_framing_is_bad_for_any_method),
        cmocka_unit_test(test_fields_are_found_whatever_their_case),
        cmocka_unit_test(test_of_a_field_given_twice_the_first_counts),
        cmocka_unit_test(test_one_host_is_needed_by_http_1_1),
        cmocka_unit_test(test_connections_go_on_as_their_version_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
