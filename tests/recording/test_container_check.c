/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/container_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "tests/recording/judged_stream.h"

static void test_a_wrong_checksum_anywhere_is_all_that_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i <= LAST; i++) {
        struct built_stream stream = good_stream();
        stream.pages[i].has_wrong_sum = true;
        assert_fault(&stream, "checksum", i);
    }
}

static void test_two_damaged_pages_are_two_findings(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].has_wrong_sum = true;
    stream.pages[MIDDLE + 1].has_wrong_sum = true;
    struct conformance conformance = check_stream(&stream);
    assert_int_equal(conformance.findings.total, 2);
    assert_int_equal(
        conformance.findings.list[1].offset, offset_of(&stream, MIDDLE + 1));
    assert_int_equal(conformance.findings.list[1].page, MIDDLE + 1);
    assert_int_equal(conformance.lost_48k, 2 * BUILT_PAGE_48K);
}

static void test_a_wrong_version_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].version = 1;
    assert_fault(&stream, "version", MIDDLE);
}

static void test_an_unknown_flag_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].flags = 0x10;
    assert_fault(&stream, "flags", MIDDLE);
}

static void test_a_beginning_that_is_missing_or_late_is_told(void **state)
{
    struct built_stream stream = good_stream();
    struct built_stream late = good_stream();

    (void)state;
    stream.pages[0].flags = 0;
    assert_fault(&stream, "begin", 0);
    late.pages[MIDDLE].flags = BUILT_FIRST;
    assert_fault(&late, "begin", MIDDLE);
}

static void test_a_missing_end_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[LAST].flags = 0;
    assert_fault(&stream, "no-end", LAST);
}

static void test_a_page_behind_the_end_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[LAST - 1].flags = BUILT_LAST;
    assert_fault(&stream, "after-end", LAST);
}

static void test_a_page_of_another_stream_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].serial++;
    assert_fault(&stream, "serial", MIDDLE);
}

static void test_a_wrong_page_number_is_told_once(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].number += 7;
    assert_fault(&stream, "sequence", MIDDLE);
}

static void test_a_page_left_out_is_told_once(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    memmove(&stream.pages[MIDDLE], &stream.pages[MIDDLE + 1],
        (LAST - MIDDLE) * sizeof stream.pages[0]);
    stream.count--;
    assert_fault(&stream, "sequence", MIDDLE);
    assert_int_equal(check_stream(&stream).lost_48k, BUILT_PAGE_48K);
}

static void test_a_page_that_continues_nothing_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].flags = BUILT_CONTINUED;
    assert_fault(&stream, "continued", MIDDLE);
}

static void test_a_packet_that_is_not_continued_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    spread_packet(&stream);
    stream.pages[MIDDLE + 1].flags = 0;
    stream.pages[LAST].flags = BUILT_LAST | BUILT_CONTINUED;
    assert_fault(&stream, "continued", MIDDLE + 1);
}

static void test_a_last_packet_without_end_is_told(void **state)
{
    struct built_stream stream = good_stream();
    uint8_t bytes[255] = {0xf8};

    (void)state;
    built_page_add(&stream.pages[LAST], bytes, sizeof bytes, true);
    assert_fault(&stream, "unfinished", LAST);
}

static void test_granules_where_no_packet_ends_are_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    spread_packet(&stream);
    stream.pages[MIDDLE].granule = 2 * BUILT_PAGE_48K;
    assert_fault(&stream, "no-granule", MIDDLE);
}

static void test_a_missing_granule_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[MIDDLE].granule = -1;
    assert_fault(&stream, "no-granule", MIDDLE);
}

static void test_a_file_cut_within_a_page_is_told_once(void **state)
{
    struct built_stream stream = good_stream();
    own_value(text) file = {0};

    (void)state;
    built_stream_append(&stream, &file);
    for (size_t cut = 1; cut < 40; cut++) {
        struct conformance conformance =
            check_bytes(file.bytes, file.length - cut);
        assert_one(&conformance, "cut-page", offset_of(&stream, LAST));
    }
}

static void test_bytes_between_pages_are_told(void **state)
{
    struct built_stream stream = good_stream();
    own_value(text) file = {0};

    (void)state;
    built_stream_append(&stream, &file);
    int64_t end = (int64_t)file.length;
    text_append_bytes(&file, "\0\0\0\0\0\0\0\0", 8);
    struct conformance conformance = check_bytes(file.bytes, file.length);
    assert_one(&conformance, "no-page", end);
    assert_int_equal(conformance.damaged_bytes, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wrong_checksum_anywhere_is_all_that_is_told),
        cmocka_unit_test(test_two_damaged_pages_are_two_findings),
        cmocka_unit_test(test_a_wrong_version_is_told),
        cmocka_unit_test(test_an_unknown_flag_is_told),
        cmocka_unit_test(test_a_beginning_that_is_missing_or_late_is_told),
        cmocka_unit_test(test_a_missing_end_is_told),
        cmocka_unit_test(test_a_page_behind_the_end_is_told),
        cmocka_unit_test(test_a_page_of_another_stream_is_told),
        cmocka_unit_test(test_a_wrong_page_number_is_told_once),
        cmocka_unit_test(test_a_page_left_out_is_told_once),
        cmocka_unit_test(test_a_page_that_continues_nothing_is_told),
        cmocka_unit_test(test_a_packet_that_is_not_continued_is_told),
        cmocka_unit_test(test_a_last_packet_without_end_is_told),
        cmocka_unit_test(test_granules_where_no_packet_ends_are_told),
        cmocka_unit_test(test_a_missing_granule_is_told),
        cmocka_unit_test(test_a_file_cut_within_a_page_is_told_once),
        cmocka_unit_test(test_bytes_between_pages_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
