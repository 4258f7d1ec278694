/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/conformance.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "tests/recording/judged_stream.h"

/* --- Good files --------------------------------------------------------- */

static void test_a_whole_recording_is_silent(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    assert_good(&stream, SOUND_PAGES * BUILT_PAGE_48K - BUILT_PRESKIP_48K);
}

static void test_an_end_within_the_last_packet_is_silent(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[LAST].granule -= BUILT_PACKET_48K;
    assert_good(
        &stream, SOUND_PAGES * BUILT_PAGE_48K - BUILT_PRESKIP_48K - 960);
}

static void test_a_recording_of_no_packet_is_silent(void **state)
{
    struct built_stream stream;

    (void)state;
    built_stream_init(&stream, 0);
    assert_good(&stream, 0);
}

static void test_a_recording_of_one_packet_is_silent(void **state)
{
    struct built_stream stream;
    static const uint8_t silence[3] = {0xf8, 0xff, 0xfe};

    (void)state;
    built_stream_init(&stream, 1);
    built_page_empty(&stream.pages[FIRST]);
    built_page_add(&stream.pages[FIRST], silence, sizeof silence, false);
    stream.pages[FIRST].granule = 500;
    assert_good(&stream, 500 - BUILT_PRESKIP_48K);
}

static void test_a_stream_joined_in_the_middle_is_silent(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    for (size_t i = FIRST; i <= LAST; i++)
        stream.pages[i].granule += UINT32_MAX - 2 * BUILT_PAGE_48K;
    assert_good(&stream, SOUND_PAGES * BUILT_PAGE_48K - BUILT_PRESKIP_48K);
}

static void test_a_packet_over_three_pages_is_silent(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    spread_packet(&stream);
    assert_good(
        &stream, 2 * BUILT_PAGE_48K + BUILT_PACKET_48K - BUILT_PRESKIP_48K);
}

static void test_a_recording_of_25_hours_is_silent(void **state)
{
    static const uint8_t silence[2] = {0xfb, 0x06}; /* six of 20 ms, empty */
    const int64_t page_48k = INT64_C(200) * 6 * BUILT_PACKET_48K;
    struct built_stream stream;
    own_value(text) file = {0};

    (void)state;
    built_stream_init(&stream, 1);
    struct built_page *page = &stream.pages[FIRST];
    built_page_empty(page);
    for (int i = 0; i < 200; i++)
        built_page_add(page, silence, sizeof silence, false);
    page->granule = page_48k;
    page->flags = 0;
    built_stream_append(&stream, &file);
    for (; page->granule < INT64_C(25) * 3600 * 48000;) {
        page->number++;
        page->granule += page_48k;
        page->flags =
            page->granule < INT64_C(25) * 3600 * 48000 ? 0 : BUILT_LAST;
        built_page_append(page, &file);
    }
    struct conformance conformance = check_bytes(file.bytes, file.length);
    assert_silent(&conformance);
    assert_true(page->granule > UINT32_MAX);
    assert_int_equal(conformance.frames_48k, page->granule - BUILT_PRESKIP_48K);
}

/* --- One fault: RFC 7845 and RFC 6716 ----------------------------------- */

static void test_a_head_of_another_version_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[0].body[8] = 0x11;
    assert_fault(&stream, "head", 0);
}

static void test_something_else_than_a_head_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[0].body[0] = 'X';
    assert_fault(&stream, "head", 0);
}

static void test_headers_with_company_are_told(void **state)
{
    struct built_stream head = good_stream();
    struct built_stream tags = good_stream();

    (void)state;
    built_page_add(&head.pages[0], "x", 1, false);
    assert_fault(&head, "head-alone", 0);
    built_page_add(&tags.pages[1], "x", 1, false);
    assert_fault(&tags, "tags-alone", 1);
}

static void test_broken_tags_are_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[1].body[8] = 200;
    assert_fault(&stream, "tags", 1);
}

static void test_headers_with_a_granule_are_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[1].granule = 960;
    assert_fault(&stream, "header-granule", 1);
}

static void test_a_first_granule_below_its_packets_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[FIRST].granule -= 1;
    assert_fault(&stream, "first-granule", FIRST);
}

static void test_a_granule_that_does_not_count_its_packets_is_told(void **state)
{
    static const int64_t wrong[] = {-4800, -1, 1, 960, INT64_MAX / 2};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct built_stream stream = good_stream();
        stream.pages[MIDDLE].granule += wrong[i];
        assert_fault(&stream, "granule", MIDDLE);
    }
}

static void test_granules_that_jump_for_good_are_told_once(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    for (size_t i = MIDDLE; i <= LAST; i++)
        stream.pages[i].granule += INT64_C(1) << 32;
    assert_fault(&stream, "granule", MIDDLE);
}

static void test_an_end_behind_the_packets_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[LAST].granule += 1;
    assert_fault(&stream, "granule", LAST);
}

static void test_an_end_before_its_page_is_told(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[LAST].granule = stream.pages[LAST - 1].granule - 1;
    assert_fault(&stream, "trim", LAST);
}

static void test_more_than_the_last_packet_cut_off_is_advice(void **state)
{
    struct built_stream stream = good_stream();

    (void)state;
    stream.pages[LAST].granule -= BUILT_PACKET_48K + 1;
    assert_fault(&stream, "long-trim", LAST);
    assert_false(conformance_rule_is_binding(CONFORMANCE_LONG_TRIM));
}

static void test_a_pre_skip_longer_than_the_sound_is_told(void **state)
{
    struct built_stream stream;

    (void)state;
    built_stream_init(&stream, 1);
    stream.pages[0].body[11] = 0xff;
    assert_fault(&stream, "pre-skip", FIRST);
}

static void test_packets_that_are_not_opus_are_told(void **state)
{
    static const uint8_t odd[4] = {0xf9, 1, 2, 3}; /* two of equal length */
    struct built_stream stream = good_stream();
    struct built_stream empty = good_stream();

    (void)state;
    built_page_empty(&stream.pages[MIDDLE]);
    built_page_add(&stream.pages[MIDDLE], odd, sizeof odd, false);
    stream.pages[MIDDLE].granule = 2 * BUILT_PAGE_48K + 1920;
    for (size_t i = MIDDLE + 1; i <= LAST; i++)
        stream.pages[i].granule += 1920 - BUILT_PAGE_48K;
    assert_fault(&stream, "packet", MIDDLE);
    built_page_add(&empty.pages[MIDDLE], "", 0, false);
    assert_fault(&empty, "packet", MIDDLE);
}

static void test_an_empty_file_is_told(void **state)
{
    struct conformance conformance = check_bytes("", 0);

    (void)state;
    assert_one(&conformance, "head", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_whole_recording_is_silent),
        cmocka_unit_test(test_an_end_within_the_last_packet_is_silent),
        cmocka_unit_test(test_a_recording_of_no_packet_is_silent),
        cmocka_unit_test(test_a_recording_of_one_packet_is_silent),
        cmocka_unit_test(test_a_stream_joined_in_the_middle_is_silent),
        cmocka_unit_test(test_a_packet_over_three_pages_is_silent),
        cmocka_unit_test(test_a_recording_of_25_hours_is_silent),
        cmocka_unit_test(test_a_head_of_another_version_is_told),
        cmocka_unit_test(test_something_else_than_a_head_is_told),
        cmocka_unit_test(test_headers_with_company_are_told),
        cmocka_unit_test(test_broken_tags_are_told),
        cmocka_unit_test(test_headers_with_a_granule_are_told),
        cmocka_unit_test(test_a_first_granule_below_its_packets_is_told),
        cmocka_unit_test(
            test_a_granule_that_does_not_count_its_packets_is_told),
        cmocka_unit_test(test_granules_that_jump_for_good_are_told_once),
        cmocka_unit_test(test_an_end_behind_the_packets_is_told),
        cmocka_unit_test(test_an_end_before_its_page_is_told),
        cmocka_unit_test(test_more_than_the_last_packet_cut_off_is_advice),
        cmocka_unit_test(test_a_pre_skip_longer_than_the_sound_is_told),
        cmocka_unit_test(test_packets_that_are_not_opus_are_told),
        cmocka_unit_test(test_an_empty_file_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
