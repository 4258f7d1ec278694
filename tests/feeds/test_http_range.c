/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_range.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SIZE 1000

static void check_part(
    const char *field, uint64_t size, uint64_t first, uint64_t length)
{
    struct http_range range = {0};

    assert_int_equal(http_range_parse(field, size, &range), HTTP_RANGE_PART);
    assert_int_equal(range.first, first);
    assert_int_equal(range.length, length);
}

static void check_other(
    const char *field, uint64_t size, enum http_range_outcome outcome)
{
    struct http_range range = {.first = 7, .length = 9};

    assert_int_equal(http_range_parse(field, size, &range), outcome);
    assert_int_equal(range.first, 7);
    assert_int_equal(range.length, 9);
}

static void test_first_and_last_byte_are_inclusive(void **state)
{
    (void)state;
    check_part("bytes=0-0", SIZE, 0, 1);
    check_part("bytes=0-499", SIZE, 0, 500);
    check_part("bytes=999-999", SIZE, 999, 1);
    check_part("bytes=0-999", SIZE, 0, SIZE);
    check_part("Bytes=1-2", SIZE, 1, 2);
}

static void test_open_end_and_beyond_the_end_stop_at_the_end(void **state)
{
    (void)state;
    check_part("bytes=0-", SIZE, 0, SIZE);
    check_part("bytes=999-", SIZE, 999, 1);
    check_part("bytes=500-100000", SIZE, 500, 500);
    check_part("bytes=500-99999999999999999999999", SIZE, 500, 500);
}

static void test_suffix_counts_from_the_end(void **state)
{
    (void)state;
    check_part("bytes=-1", SIZE, 999, 1);
    check_part("bytes=-1000", SIZE, 0, SIZE);
    check_part("bytes=-1001", SIZE, 0, SIZE);
    check_part("bytes=-99999999999999999999999", SIZE, 0, SIZE);
}

static void test_files_above_4_gib_keep_all_their_bits(void **state)
{
    (void)state;
    check_part("bytes=5000000000-5000000009", UINT64_C(6000000000),
        UINT64_C(5000000000), 10);
    check_part("bytes=-10", UINT64_C(6000000000), UINT64_C(5999999990), 10);
}

static void test_nothing_there_is_unsatisfiable(void **state)
{
    (void)state;
    check_other("bytes=1000-", SIZE, HTTP_RANGE_UNSATISFIABLE);
    check_other("bytes=1000-2000", SIZE, HTTP_RANGE_UNSATISFIABLE);
    check_other("bytes=18446744073709551615-", SIZE, HTTP_RANGE_UNSATISFIABLE);
    check_other("bytes=18446744073709551616-", SIZE, HTTP_RANGE_UNSATISFIABLE);
    check_other("bytes=-0", SIZE, HTTP_RANGE_UNSATISFIABLE);
    check_other("bytes=0-", 0, HTTP_RANGE_UNSATISFIABLE);
}

static void test_suffix_of_an_empty_file_is_the_whole_of_it(void **state)
{
    (void)state;
    check_other("bytes=-5", 0, HTTP_RANGE_WHOLE);
}

static void test_several_ranges_are_answered_with_the_whole(void **state)
{
    (void)state;
    check_other("bytes=0-1,5-6", SIZE, HTTP_RANGE_WHOLE);
    check_other("bytes=0-,-1", SIZE, HTTP_RANGE_WHOLE);
    check_other("bytes=-1,0-", SIZE, HTTP_RANGE_WHOLE);
}

static void test_what_is_no_range_is_ignored(void **state)
{
    static const char *const fields[] = {"", "bytes", "bytes=", "bytes=-",
        "bytes=a-b", "bytes=5-4", "bytes=1--2", "bytes=--1", "bytes= 0-1",
        "bytes=0-1 ", "bytes=0 -1", "bytes=+0-1", "bytes=0x1-2", "lines=0-1",
        "bytes:0-1", "0-1", "bytes=1", "bytes=-1-", "bytes=\xff-1"};

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        check_other(fields[i], SIZE, HTTP_RANGE_WHOLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_and_last_byte_are_inclusive),
        cmocka_unit_test(test_open_end_and_beyond_the_end_stop_at_the_end),
        cmocka_unit_test(test_suffix_counts_from_the_end),
        cmocka_unit_test(test_files_above_4_gib_keep_all_their_bits),
        cmocka_unit_test(test_nothing_there_is_unsatisfiable),
        cmocka_unit_test(test_suffix_of_an_empty_file_is_the_whole_of_it),
        cmocka_unit_test(test_several_ranges_are_answered_with_the_whole),
        cmocka_unit_test(test_what_is_no_range_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
