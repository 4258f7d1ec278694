/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/access_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TIME_S INT64_C(1795370400) /* 2026-11-22T18:00:00Z */

static void check(
    const struct http_request *request, uint64_t bytes, const char *expected)
{
    struct access_entry entry = {
        .time_s = TIME_S, .request = request, .status = 200, .bytes = bytes};
    own_value(text) line = {0};

    assert_true(peer_address_parse("203.0.113.9", 11, &entry.client));
    access_entry_format(&entry, &line);
    assert_string_equal(text_string(&line), expected);
}

static void test_line_is_in_the_combined_format(void **state)
{
    (void)state;
    check(&(struct http_request){.method = "GET",
              .target = "/weekly/feed.xml?x=1",
              .minor_version = 1,
              .referer = "https://radio.example.org/",
              .user_agent = "AntennaPod/3.5"},
        5120,
        "203.0.113.9 - - [22/Nov/2026:18:00:00 +0000] "
        "\"GET /weekly/feed.xml?x=1 HTTP/1.1\" 200 5120 "
        "\"https://radio.example.org/\" \"AntennaPod/3.5\"\n");
}

static void test_what_is_not_there_is_a_dash(void **state)
{
    (void)state;
    check(&(struct http_request){.user_agent = ""}, 0,
        "203.0.113.9 - - [22/Nov/2026:18:00:00 +0000] \"-\" 200 - "
        "\"-\" \"-\"\n");
}

static void test_a_client_cannot_forge_a_line(void **state)
{
    (void)state;
    check(&(struct http_request){.method = "GET",
              .target = "/\"\\",
              .minor_version = 0,
              .referer = "a\r\nb",
              .user_agent = "\x1b[31m\xc3\xa9\x7f"},
        1,
        "203.0.113.9 - - [22/Nov/2026:18:00:00 +0000] "
        "\"GET /\\\"\\\\ HTTP/1.0\" 200 1 \"a\\x0d\\x0ab\" "
        "\"\\x1b[31m\\xc3\\xa9\\x7f\"\n");
}

static void test_a_full_disk_is_told_once(void **state)
{
    const struct http_request request = {.method = "GET", .target = "/"};
    const struct access_entry entry = {
        .time_s = TIME_S, .request = &request, .status = 200};
    struct err err = {0};
    own(access_log) log = access_log_open("/dev/full", &err);

    (void)state;
    assert_non_null(log);
    access_log_add(log, &entry);
    assert_false(access_log_flush(log, &err));
    assert_non_null(strstr(err.text, "/dev/full"));
    access_log_add(log, &entry);
    assert_true(access_log_flush(log, &err));
    assert_true(access_log_flush(log, &err));
}

static void test_a_log_that_cannot_be_opened_is_named(void **state)
{
    struct err err = {0};

    (void)state;
    assert_null(access_log_open("/nowhere/access.log", &err));
    assert_string_equal(
        err.text, "open log /nowhere/access.log: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_is_in_the_combined_format),
        cmocka_unit_test(test_what_is_not_there_is_a_dash),
        cmocka_unit_test(test_a_client_cannot_forge_a_line),
        cmocka_unit_test(test_a_full_disk_is_told_once),
        cmocka_unit_test(test_a_log_that_cannot_be_opened_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
