/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/packed_shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

#include "feeds/server/http_answer.h"
#include "tests/feeds/served_site.h"

/* A feed that is worth it. */
static char *write_long_feed(const struct served_site *site)
{
    char *bytes = calloc(1, 20001);

    assert_non_null(bytes);
    for (size_t i = 0; i < 20000; i++)
        bytes[i] = "abcdefg<>\n"[i * i % 10];
    served_site_write(site->root, "site/weekly/feed-long.xml", bytes);
    return bytes;
}

static void answer_packed(struct http_answer *made, void **state,
    struct packed_shelf *shelf, const struct http_request *request)
{
    struct served_site *site = *state;
    const struct http_site served = {.folder = site->folder, .shelf = shelf};

    http_answer_make(made, request, &served, SERVED_SITE_MODIFIED_S);
}

static void check_unpacked(const struct http_answer *made, const char *bytes)
{
    char out[20000];
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)made->text,
        .avail_in = (uInt)made->length,
        .next_out = (Bytef *)out,
        .avail_out = sizeof out};

    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, sizeof out);
    inflateEnd(&stream);
    assert_memory_equal(out, bytes, sizeof out);
}

static void test_text_comes_in_gzip_to_who_takes_it(void **state)
{
    struct err err;
    own_heap(char) bytes = write_long_feed(*state);
    own(packed_shelf) shelf = packed_shelf_new(&err);
    own_value(http_answer) packed = {0};
    own_value(http_answer) plain = {0};
    struct http_request request = {
        .method = "GET", .target = "/weekly/feed-long.xml"};

    answer_packed(&plain, state, shelf, &request);
    request.accept_encoding = "gzip";
    answer_packed(&packed, state, shelf, &request);
    assert_null(plain.content_encoding);
    assert_true(plain.varies);
    assert_true(plain.has_file);
    assert_string_equal(packed.content_encoding, "gzip");
    assert_true(packed.varies);
    assert_true(packed.length < 20000);
    assert_string_equal(packed.content_type, plain.content_type);
    assert_string_not_equal(packed.etag, plain.etag);
    check_unpacked(&packed, bytes);
}

static void test_each_encoding_is_known_by_its_own_tag(void **state)
{
    struct err err;
    own_heap(char) bytes = write_long_feed(*state);
    own(packed_shelf) shelf = packed_shelf_new(&err);
    own_value(http_answer) packed = {0};
    own_value(http_answer) again = {0};
    own_value(http_answer) plain = {0};
    struct http_request request = {.method = "GET",
        .target = "/weekly/feed-long.xml",
        .accept_encoding = "gzip"};

    answer_packed(&packed, state, shelf, &request);
    request.condition.if_none_match = packed.etag;
    answer_packed(&again, state, shelf, &request);
    assert_int_equal(again.status, 304);
    assert_string_equal(again.etag, packed.etag);
    assert_true(again.varies);
    request.accept_encoding = NULL;
    answer_packed(&plain, state, shelf, &request);
    assert_int_equal(plain.status, 200);
}

static void test_ranges_and_media_are_never_packed(void **state)
{
    struct err err;
    own_heap(char) bytes = write_long_feed(*state);
    own(packed_shelf) shelf = packed_shelf_new(&err);
    own_value(http_answer) range = {0};
    own_value(http_answer) media = {0};
    struct http_request request = {.method = "GET",
        .target = "/weekly/feed-long.xml",
        .range = "bytes=0-9",
        .accept_encoding = "gzip"};

    answer_packed(&range, state, shelf, &request);
    assert_int_equal(range.status, 206);
    assert_null(range.content_encoding);
    request.range = NULL;
    request.target = "/weekly/ten.mp3";
    answer_packed(&media, state, shelf, &request);
    assert_null(media.content_encoding);
    assert_false(media.varies);
}

/* Each of them is remembered until there are too many; what was given out
 * stays whole. */
static void test_what_was_given_out_outlives_the_shelf(void **state)
{
    struct err err;
    own_heap(char) bytes = write_long_feed(*state);
    struct packed_shelf *shelf = packed_shelf_new(&err);
    own_value(http_answer) made = {0};

    answer_packed(&made, state, shelf,
        &(struct http_request){.method = "GET",
            .target = "/weekly/feed-long.xml",
            .accept_encoding = "gzip"});
    packed_shelf_free(shelf);
    check_unpacked(&made, bytes);
}

static void test_the_shelf_holds_no_more_than_it_says(void **state)
{
    struct served_site *site = *state;
    struct err err;
    own_heap(char) bytes = write_long_feed(site);
    own(packed_shelf) shelf = packed_shelf_new(&err);
    const struct packed *first = NULL;
    struct web_file file;

    assert_int_equal(
        web_folder_open(site->folder, "weekly/feed-long.xml", &file),
        WEB_FOLDER_FILE);
    for (int i = 0; i < 200; i++) {
        file.version.etag[1] = (char)('A' + i % 50);
        file.version.etag[2] = (char)('A' + i / 50);
        const struct packed *packed = packed_shelf_get(shelf, &file);
        assert_non_null(packed);
        if (first)
            assert_memory_equal(packed->bytes, first->bytes, first->length);
        if (i == 0)
            first = packed;
        else
            packed_release(packed);
    }
    packed_release(first);
    close(file.fd);
}

static void test_a_file_that_became_shorter_is_not_packed(void **state)
{
    struct served_site *site = *state;
    struct err err;
    own_heap(char) bytes = write_long_feed(site);
    own(packed_shelf) shelf = packed_shelf_new(&err);
    struct web_file file;

    assert_int_equal(
        web_folder_open(site->folder, "weekly/feed-long.xml", &file),
        WEB_FOLDER_FILE);
    file.size_bytes++;
    assert_null(packed_shelf_get(shelf, &file));
    close(file.fd);
}

#define SITE_TEST(test)                                                        \
    cmocka_unit_test_setup_teardown(test, served_site_begin, served_site_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_text_comes_in_gzip_to_who_takes_it),
        SITE_TEST(test_each_encoding_is_known_by_its_own_tag),
        SITE_TEST(test_ranges_and_media_are_never_packed),
        SITE_TEST(test_what_was_given_out_outlives_the_shelf),
        SITE_TEST(test_the_shelf_holds_no_more_than_it_says),
        SITE_TEST(test_a_file_that_became_shorter_is_not_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
