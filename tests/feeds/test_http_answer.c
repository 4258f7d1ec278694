/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_answer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/feeds/served_site.h"

#define MODIFIED_S SERVED_SITE_MODIFIED_S
#define MODIFIED "Sun, 06 Nov 1994 08:49:37 GMT"
#define NOW_S (MODIFIED_S + 1000)

static void answer(
    struct http_answer *made, void **state, const struct http_request *request)
{
    struct served_site *site = *state;

    const struct http_site served = {.folder = site->folder};

    http_answer_make(made, request, &served, NOW_S);
}

static void answer_get(
    struct http_answer *made, void **state, const char *target)
{
    answer(
        made, state, &(struct http_request){.method = "GET", .target = target});
}

static void check_status(void **state, const char *target, int status)
{
    own_value(http_answer) made = {0};

    answer_get(&made, state, target);
    if (made.status != status)
        fail_msg("%s: %d, expected %d", target, made.status, status);
    assert_int_equal(made.has_file, status == 200);
}

static void test_file_comes_whole_with_type_version_and_age(void **state)
{
    own_value(http_answer) made = {0};

    answer_get(&made, state, "/weekly/feed.xml");
    assert_int_equal(made.status, 200);
    assert_true(made.has_file);
    assert_int_equal(made.first, 0);
    assert_int_equal(made.length, 6);
    assert_string_equal(
        made.content_type, "application/rss+xml; charset=utf-8");
    assert_string_equal(made.cache_control, "max-age=300");
    assert_string_equal(made.last_modified, MODIFIED);
    assert_int_equal(made.etag[0], '"');
    assert_string_equal(made.content_range, "");
    assert_string_equal(made.location, "");
}

static void test_folder_gives_its_index(void **state)
{
    own_value(http_answer) made = {0};

    answer_get(&made, state, "/");
    assert_int_equal(made.status, 200);
    assert_string_equal(made.content_type, "text/html; charset=utf-8");
    check_status(state, "/empty/", 404);
}

static void test_folder_without_slash_moves_to_the_one_with_it(void **state)
{
    own_value(http_answer) made = {0};

    answer_get(&made, state, "/weekly?x=1");
    assert_int_equal(made.status, 301);
    assert_string_equal(made.location, "./weekly/");
}

static void test_nothing_outside_the_folder_is_there(void **state)
{
    check_status(state, "/../secret", 404);
    check_status(state, "/%2e%2e/secret", 404);
    check_status(state, "/up", 404);
    check_status(state, "/passwd", 404);
    check_status(state, "/latest.mp3", 200);
    check_status(state, "/weekly/feed.xml/", 404);
    check_status(state, "/weekly/feed.xml%00.mp3", 400);
}

static void test_a_fifo_is_not_there_and_does_not_hang(void **state)
{
    struct served_site *site = *state;
    char path[256];

    snprintf(path, sizeof path, "%s/site/fifo", site->root);
    assert_int_equal(mkfifo(path, 0644), 0);
    check_status(state, "/fifo", 404);
}

static void test_range_is_a_206_with_its_bytes(void **state)
{
    own_value(http_answer) made = {0};

    answer(&made, state,
        &(struct http_request){.method = "GET",
            .target = "/weekly/ten.mp3",
            .range = "bytes=3-5"});
    assert_int_equal(made.status, 206);
    assert_int_equal(made.first, 3);
    assert_int_equal(made.length, 3);
    assert_string_equal(made.content_range, "bytes 3-5/10");
    assert_string_equal(made.content_type, "audio/mpeg");
}

static void test_unsatisfiable_range_is_a_416_that_names_the_size(void **state)
{
    own_value(http_answer) made = {0};

    answer(&made, state,
        &(struct http_request){.method = "GET",
            .target = "/weekly/ten.mp3",
            .range = "bytes=10-"});
    assert_int_equal(made.status, 416);
    assert_false(made.has_file);
    assert_string_equal(made.content_range, "bytes */10");
}

static void test_head_ignores_a_range(void **state)
{
    own_value(http_answer) made = {0};

    answer(&made, state,
        &(struct http_request){.method = "HEAD",
            .target = "/weekly/ten.mp3",
            .range = "bytes=3-5"});
    assert_int_equal(made.status, 200);
    assert_int_equal(made.length, 10);
}

static void test_if_range_of_an_older_version_gives_the_whole(void **state)
{
    own_value(http_answer) made = {0};

    answer(&made, state,
        &(struct http_request){.method = "GET",
            .target = "/weekly/ten.mp3",
            .range = "bytes=3-5",
            .if_range = "\"older\""});
    assert_int_equal(made.status, 200);
    assert_int_equal(made.length, 10);
}

static void test_known_version_is_a_304_whatever_the_range(void **state)
{
    own_value(http_answer) first = {0};
    own_value(http_answer) again = {0};

    answer_get(&first, state, "/weekly/ten.mp3");
    answer(&again, state,
        &(struct http_request){.method = "GET",
            .target = "/weekly/ten.mp3",
            .range = "bytes=3-5",
            .condition = {.if_none_match = first.etag}});
    assert_int_equal(again.status, 304);
    assert_string_equal(again.etag, first.etag);
    assert_string_equal(again.last_modified, MODIFIED);
    assert_string_equal(again.cache_control, "max-age=86400");
    assert_null(again.content_type);
    assert_int_equal(again.length, 10);
}

static void test_failed_condition_is_a_412(void **state)
{
    own_value(http_answer) made = {0};

    answer(&made, state,
        &(struct http_request){.method = "GET",
            .target = "/weekly/ten.mp3",
            .condition = {.if_match = "\"older\""}});
    assert_int_equal(made.status, 412);
    assert_false(made.has_file);
}

static void test_files_of_equal_size_and_second_differ_in_etag(void **state)
{
    struct served_site *site = *state;
    own_value(http_answer) before = {0};
    own_value(http_answer) after = {0};
    char old[256];
    char new[256];

    answer_get(&before, state, "/weekly/ten.mp3");
    served_site_write(site->root, "site/shut.mp3", "9876543210");
    snprintf(old, sizeof old, "%s/site/shut.mp3", site->root);
    snprintf(new, sizeof new, "%s/site/weekly/ten.mp3", site->root);
    assert_int_equal(rename(old, new), 0);
    answer_get(&after, state, "/weekly/ten.mp3");
    assert_string_equal(before.last_modified, after.last_modified);
    assert_string_not_equal(before.etag, after.etag);
}

static void test_date_in_the_future_is_not_told(void **state)
{
    struct served_site *site = *state;
    own_value(http_answer) made = {0};
    const struct http_request request = {
        .method = "GET", .target = "/weekly/ten.mp3"};

    http_answer_make(&made, &request,
        &(struct http_site){.folder = site->folder}, MODIFIED_S - 1);
    assert_int_equal(made.status, 200);
    assert_string_equal(made.last_modified, "");
    assert_string_not_equal(made.etag, "");
}

static void test_range_of_an_empty_file_is_unsatisfiable(void **state)
{
    own_value(http_answer) made = {0};

    check_status(state, "/weekly/nothing.mp3", 200);
    answer(&made, state,
        &(struct http_request){.method = "GET",
            .target = "/weekly/nothing.mp3",
            .range = "bytes=0-"});
    assert_int_equal(made.status, 416);
    assert_string_equal(made.content_range, "bytes */0");
}

static void test_refusals_end_the_connection(void **state)
{
    own_value(http_answer) post = {0};
    own_value(http_answer) body = {0};

    answer(
        &post, state, &(struct http_request){.method = "POST", .target = "/"});
    assert_int_equal(post.status, 405);
    assert_string_equal(post.allow, "GET, HEAD, OPTIONS");
    assert_true(post.must_close);
    answer(&body, state,
        &(struct http_request){
            .method = "GET", .target = "/", .has_transfer_encoding = true});
    assert_int_equal(body.status, 400);
    assert_true(body.must_close);
}

static void test_feeds_name_their_hub_and_themselves(void **state)
{
    struct served_site *site = *state;
    const struct http_site served = {.folder = site->folder,
        .url = "https://radio.example.org/podcasts",
        .hub = "https://hub.example.org/"};
    const struct http_request request = {
        .method = "GET", .target = "/weekly/feed.xml?from=app"};
    own_value(http_answer) made = {0};

    http_answer_make(&made, &request, &served, NOW_S);
    assert_string_equal(text_string(&made.link),
        "<https://hub.example.org/>; rel=\"hub\", "
        "<https://radio.example.org/podcasts/weekly/feed.xml>; rel=\"self\"");
}

static void test_pages_have_a_policy_and_feeds_do_not(void **state)
{
    struct served_site *site = *state;
    const struct http_site served = {
        .folder = site->folder, .policy = "default-src 'self'"};
    struct http_request request = {.method = "GET", .target = "/"};
    own_value(http_answer) page = {0};
    own_value(http_answer) feed = {0};

    http_answer_make(&page, &request, &served, NOW_S);
    assert_string_equal(page.policy, "default-src 'self'");
    request.target = "/weekly/feed.xml";
    http_answer_make(&feed, &request, &served, NOW_S);
    assert_null(feed.policy);
}

static void test_options_says_what_may_be_asked(void **state)
{
    own_value(http_answer) made = {0};
    own_value(text) head = {0};

    answer(&made, state,
        &(struct http_request){.method = "OPTIONS",
            .target = "*",
            .minor_version = 1,
            .host_count = 1});
    assert_int_equal(made.status, 204);
    http_answer_format(&made, MODIFIED_S, &head);
    assert_string_equal(text_string(&head),
        "HTTP/1.1 204 No Content\r\n"
        "Date: " MODIFIED "\r\n"
        "Accept-Ranges: bytes\r\n"
        "Allow: GET, HEAD, OPTIONS\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Access-Control-Allow-Origin: *\r\n"
        "Access-Control-Allow-Methods: GET, HEAD, OPTIONS\r\n"
        "Access-Control-Allow-Headers: If-Match, If-Modified-Since, "
        "If-None-Match, If-Range, If-Unmodified-Since, Range\r\n"
        "Access-Control-Max-Age: 86400\r\n"
        "Connection: keep-alive\r\n\r\n");
}

static void test_folder_that_is_not_there_is_an_error_with_its_name(
    void **state)
{
    struct err err = {0};

    (void)state;
    assert_null(web_folder_new("/nowhere/site", &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(
        err.text, "open folder /nowhere/site: No such file or directory");
    assert_null(web_folder_new("/etc/passwd", &err));
    assert_string_equal(err.text, "open folder /etc/passwd: Not a directory");
}

#define SITE_TEST(test)                                                        \
    cmocka_unit_test_setup_teardown(test, served_site_begin, served_site_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_file_comes_whole_with_type_version_and_age),
        SITE_TEST(test_folder_gives_its_index),
        SITE_TEST(test_folder_without_slash_moves_to_the_one_with_it),
        SITE_TEST(test_nothing_outside_the_folder_is_there),
        SITE_TEST(test_a_fifo_is_not_there_and_does_not_hang),
        SITE_TEST(test_range_is_a_206_with_its_bytes),
        SITE_TEST(test_unsatisfiable_range_is_a_416_that_names_the_size),
        SITE_TEST(test_head_ignores_a_range),
        SITE_TEST(test_if_range_of_an_older_version_gives_the_whole),
        SITE_TEST(test_known_version_is_a_304_whatever_the_range),
        SITE_TEST(test_failed_condition_is_a_412),
        SITE_TEST(test_files_of_equal_size_and_second_differ_in_etag),
        SITE_TEST(test_date_in_the_future_is_not_told),
        SITE_TEST(test_range_of_an_empty_file_is_unsatisfiable),
        SITE_TEST(test_refusals_end_the_connection),
        SITE_TEST(test_feeds_name_their_hub_and_themselves),
        SITE_TEST(test_pages_have_a_policy_and_feeds_do_not),
        SITE_TEST(test_options_says_what_may_be_asked),
        cmocka_unit_test(
            test_folder_that_is_not_there_is_an_error_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
