/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char held[2 * HTTP_HEAD_BYTES];

/* The outcome of bytes that come all at once. */
static enum http_head_outcome read_all(
    const char *bytes, size_t length, struct http_request *request)
{
    size_t seen = 0;

    assert_true(length <= sizeof held);
    memcpy(held, bytes, length);
    *request = (struct http_request){0};
    enum http_head_outcome outcome = http_head_find_end(held, length, &seen);
    return outcome == HTTP_HEAD_WHOLE ? http_head_parse(held, seen, request)
                                      : outcome;
}

static void check(const char *head, enum http_head_outcome expected)
{
    struct http_request request;
    enum http_head_outcome outcome = read_all(head, strlen(head), &request);

    if (outcome != expected)
        fail_msg("%s: %d, expected %d", head, (int)outcome, (int)expected);
}

static void test_head_is_taken_apart(void **state)
{
    static const char head[] = "GET /weekly/feed.xml?x=1 HTTP/1.1\r\n"
                               "Host: radio.example.org\r\n"
                               "accept-encoding:\tgzip \t\r\n"
                               "User-Agent:\r\n\r\n";
    struct http_request request;

    (void)state;
    assert_int_equal(
        read_all(head, sizeof head - 1, &request), HTTP_HEAD_WHOLE);
    assert_string_equal(request.method, "GET");
    assert_string_equal(request.target, "/weekly/feed.xml?x=1");
    assert_int_equal(request.minor_version, 1);
    assert_int_equal(request.host_count, 1);
    assert_string_equal(request.accept_encoding, "gzip");
    assert_string_equal(request.user_agent, "");
    assert_null(request.range);
}

static void test_what_follows_is_left_for_the_next(void **state)
{
    static const char two[] =
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n";
    size_t seen = 0;

    (void)state;
    assert_int_equal(
        http_head_find_end(two, sizeof two - 1, &seen), HTTP_HEAD_WHOLE);
    assert_string_equal(two + seen, "GET /b HTTP/1.1\r\n");
}

static void test_bytes_may_come_one_by_one(void **state)
{
    static const char head[] = "\r\nGET / HTTP/1.0\r\nA: b\r\n\r\n";
    size_t seen = 0;

    (void)state;
    for (size_t length = 1; length < sizeof head - 1; length++)
        assert_int_equal(
            http_head_find_end(head, length, &seen), HTTP_HEAD_PART);
    assert_int_equal(
        http_head_find_end(head, sizeof head - 1, &seen), HTTP_HEAD_WHOLE);
    assert_int_equal(seen, sizeof head - 1);
}

static void test_lines_end_in_both_and_nothing_else(void **state)
{
    (void)state;
    check("GET / HTTP/1.1\nHost: a\n\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nHost: a\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", HTTP_HEAD_BAD);
}

static void test_folded_lines_and_blanks_before_colons_are_bad(void **state)
{
    (void)state;
    check("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\n A: b\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nA : b\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\n: b\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nno colon\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nA\x01: b\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1\r\nA: \x7f\r\n\r\n", HTTP_HEAD_BAD);
}

static void test_zero_byte_is_bad(void **state)
{
    static const char head[] = "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n";
    struct http_request request;

    (void)state;
    assert_int_equal(read_all(head, sizeof head - 1, &request), HTTP_HEAD_BAD);
}

static void test_first_line_is_three_words(void **state)
{
    (void)state;
    check("GET /\r\n\r\n", HTTP_HEAD_BAD);
    check("GET  / HTTP/1.1\r\n\r\n", HTTP_HEAD_BAD);
    check("GET /  HTTP/1.1\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / a HTTP/1.1\r\n\r\n", HTTP_HEAD_BAD);
    check("GET\t/ HTTP/1.1\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.1 \r\n\r\n", HTTP_HEAD_BAD);
    check(" GET / HTTP/1.1\r\n\r\n", HTTP_HEAD_BAD);
    check("G(T / HTTP/1.1\r\n\r\n", HTTP_HEAD_BAD);
    check("\r\n\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / http/1.1\r\n\r\n", HTTP_HEAD_BAD);
}

static void test_other_versions_are_told_so(void **state)
{
    (void)state;
    check("GET / HTTP/1.0\r\n\r\n", HTTP_HEAD_WHOLE);
    check("GET / HTTP/1.2\r\n\r\n", HTTP_HEAD_WHOLE);
    check("GET / HTTP/2.0\r\n\r\n", HTTP_HEAD_VERSION);
    check("PRI * HTTP/2.0\r\n\r\n", HTTP_HEAD_VERSION);
    check("GET / HTTP/1.\r\n\r\n", HTTP_HEAD_BAD);
    check("GET / HTTP/1.10\r\n\r\n", HTTP_HEAD_BAD);
}

static void test_excess_is_refused_with_what_was_too_much(void **state)
{
    static char large[HTTP_HEAD_BYTES];
    struct http_request request;

    (void)state;
    memset(large, 'a', sizeof large);
    memcpy(large, "GET /", 5);
    assert_int_equal(
        read_all(large, sizeof large, &request), HTTP_HEAD_LONG_TARGET);
    memcpy(large + 20, " HTTP/1.1\r\nA: ", 14);
    assert_int_equal(read_all(large, sizeof large, &request), HTTP_HEAD_LARGE);
    assert_int_equal(
        read_all(large, sizeof large - 1, &request), HTTP_HEAD_PART);
}

static void test_a_hundred_fields_and_no_more(void **state)
{
    char head[1024] = "GET / HTTP/1.1\r\n";
    size_t length = strlen(head);

    (void)state;
    for (int i = 0; i < HTTP_HEAD_FIELDS; i++, length += 6)
        memcpy(head + length, "A: b\r\n", 6);
    memcpy(head + length, "\r\n", 3);
    check(head, HTTP_HEAD_WHOLE);
    memcpy(head + length, "A: b\r\n\r\n", 9);
    check(head, HTTP_HEAD_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head_is_taken_apart),
        cmocka_unit_test(test_what_follows_is_left_for_the_next),
        cmocka_unit_test(test_bytes_may_come_one_by_one),
        cmocka_unit_test(test_lines_end_in_both_and_nothing_else),
        cmocka_unit_test(test_folded_lines_and_blanks_before_colons_are_bad),
        cmocka_unit_test(test_zero_byte_is_bad),
        cmocka_unit_test(test_first_line_is_three_words),
        cmocka_unit_test(test_other_versions_are_told_so),
        cmocka_unit_test(test_excess_is_refused_with_what_was_too_much),
        cmocka_unit_test(test_a_hundred_fields_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
