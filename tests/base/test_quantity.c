/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

static struct err err;

static int clear_err(void **state)
{
    (void)state;
    err = (struct err){0};
    return 0;
}

static void test_whole_numbers_within_their_bounds(void **state)
{
    int64_t number = 0;

    (void)state;
    assert_true(quantity_parse_whole("0", 0, 9, &number, &err));
    assert_int_equal(number, 0);
    assert_true(quantity_parse_whole("-7", -9, 9, &number, &err));
    assert_int_equal(number, -7);
    assert_true(quantity_parse_whole(
        "9223372036854775807", 0, INT64_MAX, &number, &err));
    assert_int_equal(number, INT64_MAX);
}

static void test_bad_whole_number_says_what_was_expected(void **state)
{
    static const char *const texts[] = {
        "", "x", "1x", "1.5", "10", "-1", "99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t number = 42;
        assert_false(quantity_parse_whole(texts[i], 0, 9, &number, &err));
        assert_int_equal(number, 42);
        assert_int_equal(err.kind, ERR_CONFIG);
    }
    quantity_parse_whole("ten", 1, 9, &(int64_t){0}, &err);
    assert_string_equal(
        err.text, "\"ten\": expected a whole number from 1 to 9");
}

static void test_real_numbers_are_decimal(void **state)
{
    static const char *const bad[] = {
        "", "inf", "nan", "0x10", "-0X1", "1,5", " 1", "1 ", "-37", "-7.9"};
    double number = 0;

    (void)state;
    assert_true(quantity_parse_real("-16", -36, -8, &number, &err));
    assert_float_equal(number, -16, 0);
    assert_true(quantity_parse_real("-23.5", -36, -8, &number, &err));
    assert_float_equal(number, -23.5, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (quantity_parse_real(bad[i], -36, -8, &number, &err))
            fail_msg("\"%s\" was taken", bad[i]);
    }
    assert_float_equal(number, -23.5, 0);
    assert_string_equal(err.text, "\"-7.9\": expected a number from -36 to -8");
}

static void test_durations_as_people_write_them(void **state)
{
    static const struct {
        const char *text;
        double seconds;
    } good[] = {{"90", 90}, {"1.5", 1.5}, {"90m", 5400}, {"1h30m", 5400},
        {"250ms", 0.25}, {"2d", 172800}, {"1h2m3s", 3723}, {"5m3", 303},
        {"1m500ms", 60.5}, {".5", 0.5}, {"366d", 31622400}};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t ns = 0;
        if (!quantity_parse_duration(good[i].text, &ns, &err))
            fail_msg("%s", err.text);
        assert_int_equal(ns, (int64_t)(good[i].seconds * 1e9));
    }
}

static void test_what_is_no_duration_is_refused(void **state)
{
    static const char *const bad[] = {"", "0", "-5", "+5", "h", "1x", "5 m",
        "1h30m ", "0x10", "inf", "nan", "367d", "1e400", ".", "1h-5m"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t ns = 42;
        if (quantity_parse_duration(bad[i], &ns, &err))
            fail_msg("\"%s\" was taken for %lld ns", bad[i], (long long)ns);
        assert_int_equal(ns, 42);
        assert_int_equal(err.kind, ERR_CONFIG);
    }
}

static void test_bitrates_with_and_without_k(void **state)
{
    static const char *const bad[] = {
        "", "k", "64kk", "64kb", "5k", "511k", "0x10k", "-64k", "64 k"};
    int bits = 0;

    (void)state;
    assert_true(quantity_parse_bitrate("64k", 6000, 510000, &bits, &err));
    assert_int_equal(bits, 64000);
    assert_true(quantity_parse_bitrate("24000", 6000, 510000, &bits, &err));
    assert_int_equal(bits, 24000);
    assert_true(quantity_parse_bitrate("12.2K", 6000, 510000, &bits, &err));
    assert_int_equal(bits, 12200);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (quantity_parse_bitrate(bad[i], 6000, 510000, &bits, &err))
            fail_msg("\"%s\" was taken", bad[i]);
    }
    assert_int_equal(bits, 12200);
}

static void test_sizes_with_and_without_letters(void **state)
{
    int64_t bytes = 0;

    (void)state;
    assert_true(quantity_parse_bytes("1", &bytes, &err));
    assert_int_equal(bytes, 1);
    assert_true(quantity_parse_bytes("64k", &bytes, &err));
    assert_int_equal(bytes, 64000);
    assert_true(quantity_parse_bytes("1.5G", &bytes, &err));
    assert_int_equal(bytes, 1500000000);
    assert_true(quantity_parse_bytes("2T", &bytes, &err));
    assert_int_equal(bytes, 2000000000000);
}

static void test_what_is_no_size_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "G", "0", "0.4", "-1G", "1GB", "1 G", "1g", "2000000T", "1e99"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t bytes = 42;
        if (quantity_parse_bytes(texts[i], &bytes, &err))
            fail_msg("\"%s\" was taken", texts[i]);
        assert_int_equal(bytes, 42);
        assert_int_equal(err.kind, ERR_CONFIG);
    }
    assert_string_equal(
        err.text, "\"1e99\": expected a size such as 800M or 5G");
}

static void test_sizes_are_written_for_people(void **state)
{
    static const struct {
        int64_t bytes;
        const char *text;
    } sizes[] = {{0, "0 bytes"}, {999, "999 bytes"}, {1000, "1.0 kB"},
        {999940, "999.9 kB"}, {999960, "1.0 MB"}, {120345678901, "120.3 GB"},
        {INT64_MAX, "9223372.0 TB"}};
    char text[QUANTITY_SIZE_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        quantity_format_bytes(sizes[i].bytes, text);
        assert_string_equal(text, sizes[i].text);
    }
}

static void test_truth_has_many_words(void **state)
{
    static const char *const words[2][4] = {
        {"false", "No", "OFF", "0"}, {"true", "Yes", "ON", "1"}};

    (void)state;
    for (int value = 0; value < 2; value++) {
        for (int i = 0; i < 4; i++) {
            bool found = !value;
            assert_true(quantity_parse_bool(words[value][i], &found, &err));
            assert_int_equal(found, value);
        }
    }
    bool kept = true;
    assert_false(quantity_parse_bool("maybe", &kept, &err));
    assert_true(kept);
    assert_string_equal(err.text, "\"maybe\": expected true or false");
}

static void test_times_are_written_for_people(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } times[] = {{0, "0:00"}, {59, "0:59"}, {60, "1:00"}, {3599, "59:59"},
        {3600, "1:00:00"}, {86400 * 4 + 61, "96:01:01"}};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char text[QUANTITY_TIME_BYTES];
        quantity_format_time(
            times[i].seconds * CLOCK_SECOND_NS + 999999999, text);
        assert_string_equal(text, times[i].text);
    }
}

static void test_lengths_are_to_the_nearest_second(void **state)
{
    char text[QUANTITY_TIME_BYTES];

    (void)state;
    quantity_format_length(15 * CLOCK_SECOND_NS + 499999999, text);
    assert_string_equal(text, "0:15");
    quantity_format_length(15 * CLOCK_SECOND_NS + 500000000, text);
    assert_string_equal(text, "0:16");
    quantity_format_length(3600 * CLOCK_SECOND_NS - 1, text);
    assert_string_equal(text, "1:00:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            test_whole_numbers_within_their_bounds, clear_err),
        cmocka_unit_test_setup(
            test_bad_whole_number_says_what_was_expected, clear_err),
        cmocka_unit_test_setup(test_real_numbers_are_decimal, clear_err),
        cmocka_unit_test_setup(test_durations_as_people_write_them, clear_err),
        cmocka_unit_test_setup(test_what_is_no_duration_is_refused, clear_err),
        cmocka_unit_test_setup(test_bitrates_with_and_without_k, clear_err),
        cmocka_unit_test_setup(test_sizes_with_and_without_letters, clear_err),
        cmocka_unit_test_setup(test_what_is_no_size_is_refused, clear_err),
        cmocka_unit_test_setup(test_sizes_are_written_for_people, clear_err),
        cmocka_unit_test_setup(test_truth_has_many_words, clear_err),
        cmocka_unit_test_setup(test_times_are_written_for_people, clear_err),
        cmocka_unit_test(test_lengths_are_to_the_nearest_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
