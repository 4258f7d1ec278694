/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "recorder/base/clock.h"

/* 2026-10-25T00:30:00Z, when Berlin has two half past twos. */
#define AMBIGUOUS_NS (INT64_C(1792888200) * CLOCK_SECOND_NS)

static void test_names_are_utc_whatever_the_zone(void **state)
{
    static const char *const zones[] = {
        "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati"};

    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        char name[CLOCK_NAME_BYTES];
        setenv("TZ", zones[i], 1);
        tzset();
        clock_format_name(AMBIGUOUS_NS, name);
        assert_string_equal(name, "2026-10-25T003000Z");
        clock_format_name(AMBIGUOUS_NS + 3600 * CLOCK_SECOND_NS, name);
        assert_string_equal(name, "2026-10-25T013000Z");
    }
}

static void test_times_are_written_as_rfc_3339(void **state)
{
    char iso[CLOCK_ISO_BYTES];

    (void)state;
    clock_format_iso(0, iso);
    assert_string_equal(iso, "1970-01-01T00:00:00.000Z");
    clock_format_iso(INT64_C(951782400123999999), iso);
    assert_string_equal(iso, "2000-02-29T00:00:00.123Z");
    clock_format_iso(-1, iso);
    assert_string_equal(iso, "1969-12-31T23:59:59.999Z");
}

static void test_written_times_are_read_back(void **state)
{
    static const int64_t times[] = {0, 1, -CLOCK_SECOND_NS, AMBIGUOUS_NS,
        INT64_C(4102444800123000000), INT64_C(9223372030000000000)};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char iso[CLOCK_ISO_BYTES];
        int64_t read = 0;
        clock_format_iso(times[i], iso);
        assert_true(clock_parse_iso(iso, &read));
        assert_int_equal(
            read / CLOCK_MILLISECOND_NS, times[i] / CLOCK_MILLISECOND_NS);
    }
}

static void test_fractions_of_any_length_are_read(void **state)
{
    int64_t read = 0;

    (void)state;
    assert_true(clock_parse_iso("1970-01-01T00:00:01Z", &read));
    assert_int_equal(read, CLOCK_SECOND_NS);
    assert_true(clock_parse_iso("1970-01-01T00:00:01.5Z", &read));
    assert_int_equal(read, CLOCK_SECOND_NS + CLOCK_SECOND_NS / 2);
    assert_true(clock_parse_iso("1970-01-01T00:00:01.1234567891Z", &read));
    assert_int_equal(read, CLOCK_SECOND_NS + 123456789);
}

static void test_anything_else_is_no_time(void **state)
{
    static const char *const texts[] = {"", "now", "2026-11-22",
        "2026-11-22T18:00:00", "2026-11-22T18:00:00+00:00",
        "2026-11-22T18:00:00Z ", " 2026-11-22T18:00:00Z", "2026-1-2T18:00:00Z",
        "2026-02-31T18:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T18:00:61Z",
        "2026-11-22T18:00:00.Z", "2026-11-22T18:00:00.1x",
        "9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t read = 42;
        if (clock_parse_iso(texts[i], &read))
            fail_msg("\"%s\" was read as a time", texts[i]);
        assert_int_equal(read, 42);
    }
}

static void test_frames_and_nanoseconds_round_to_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(clock_ns_from_frames_48k(48000), CLOCK_SECOND_NS);
    assert_int_equal(clock_ns_from_frames_48k(1), 20833);
    assert_int_equal(clock_ns_from_frames_48k(2), 41667);
    assert_int_equal(clock_frames_48k_from_ns(10416), 0);
    assert_int_equal(clock_frames_48k_from_ns(10417), 1);
}

static void test_frames_of_a_century_survive_both_ways(void **state)
{
    const int64_t century = INT64_C(48000) * 86400 * 36525;

    (void)state;
    for (int64_t frames = century - 3; frames <= century + 3; frames++) {
        int64_t ns = clock_ns_from_frames_48k(frames);
        assert_int_equal(clock_frames_48k_from_ns(ns), frames);
    }
}

static void test_monotonic_time_never_goes_back(void **state)
{
    int64_t last = clock_monotonic_ns();

    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_monotonic_ns();
        assert_true(now >= last);
        last = now;
    }
}

static void test_monotonic_time_and_the_difference_make_utc(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t before_ns = clock_utc_ns();
        int64_t found_ns = clock_monotonic_ns() + clock_utc_less_monotonic_ns();
        int64_t after_ns = clock_utc_ns();
        assert_in_range(found_ns, before_ns - CLOCK_MILLISECOND_NS,
            after_ns + CLOCK_MILLISECOND_NS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_utc_whatever_the_zone),
        cmocka_unit_test(test_times_are_written_as_rfc_3339),
        cmocka_unit_test(test_written_times_are_read_back),
        cmocka_unit_test(test_fractions_of_any_length_are_read),
        cmocka_unit_test(test_anything_else_is_no_time),
        cmocka_unit_test(test_frames_and_nanoseconds_round_to_the_nearest),
        cmocka_unit_test(test_frames_of_a_century_survive_both_ways),
        cmocka_unit_test(test_monotonic_time_never_goes_back),
        cmocka_unit_test(test_monotonic_time_and_the_difference_make_utc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
