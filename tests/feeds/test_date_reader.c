/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "feeds/feed_date.h"
#include "feeds/reader/date_reader.h"

static void test_what_the_writer_writes_is_right(void **state)
{
    (void)state;
    for (int64_t utc = 0; utc < 8000000000; utc += 86400 * 11 + 3601) {
        char date[FEED_DATE_BYTES];
        int64_t found = -1;
        bool has_zone = false;
        feed_date_rfc822(utc, date);
        assert_null(date_read_strictly(date, &found));
        assert_int_equal(found, utc);
        assert_true(date_read(date, &found));
        assert_int_equal(found, utc);
        feed_date_iso(utc, date);
        assert_true(date_read_iso(date, &found, &has_zone));
        assert_true(has_zone);
        assert_int_equal(found, utc);
    }
}

static void test_strict_dates(void **state)
{
    static const struct {
        const char *text;
        bool is_right;
        int64_t utc;
    } rows[] = {
        {"Sat, 17 Jan 2026 19:00:00 +0000", true, 1768676400},
        {"Sat, 17 Jan 2026 19:00:00 GMT", true, 1768676400},
        {"17 Jan 2026 19:00 GMT", true, 1768676400},
        {"Sat, 17 Jan 2026 14:00:00 EST", true, 1768676400},
        {"Sat, 17 Jan 2026 20:30:00 +0130", true, 1768676400},
        {"Sun, 17 Jan 2026 19:00:00 +0000", false, 1768676400},
        {"Sat, 17 Jan 2026 19:00:00", false, -1},
        {"Sat, 17 Jan 2026 19:00:00 Z", false, -1},
        {"Sat, 17 Jan 2026 19:00:00 +01:00", false, -1},
        {"Sat, 17 Jan 26 19:00:00 +0000", false, -1},
        {"sat, 17 jan 2026 19:00:00 +0000", false, -1},
        {"Sat,  17 Jan 2026 19:00:00 +0000", false, -1},
        {"Sat, 17 January 2026 19:00:00 +0000", false, -1},
        {"Sat, 31 Feb 2026 19:00:00 +0000", false, -1},
        {"Sat, 17 Jan 2026 24:00:00 +0000", false, -1},
        {"2026-01-17T19:00:00Z", false, -1},
        {"", false, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t utc = -1;
        const char *fault = date_read_strictly(rows[i].text, &utc);
        assert_int_equal(fault == NULL, rows[i].is_right);
        assert_int_equal(utc, rows[i].utc);
    }
}

static void test_dates_in_the_wild(void **state)
{
    static const char *const texts[] = {"Sat, 17 Jan 2026 19:00:00 +0000",
        "Sun, 17 Jan 2026 19:00:00 +0000", "Saturday, 17-Jan-26 19:00:00 GMT",
        "17 january 2026 19:00", "Sat, 17 Jan 2026 20:00:00 +01:00",
        "Sat , 17  Jan 2026  19:00:00  Z", "2026-01-17T19:00:00Z",
        "2026-01-17 19:00:00", "2026-01-17T20:00:00.123+0100",
        "Sat, 17 Jan. 2026 11:00 PST", "Sat, 17 Jan 2026 19:01:00 +0001"};
    static const char *const wrong[] = {"", "yesterday", "17", "17 Jan",
        "32 Jan 2026", "2026-13-01", "2026-01-17T19", "Sat", "17/01/2026",
        "99999999999999999999 Jan 2026"};
    int64_t utc;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        utc = -1;
        assert_true(date_read(texts[i], &utc));
        assert_int_equal(utc, 1768676400);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        utc = -1;
        assert_false(date_read(wrong[i], &utc));
        assert_int_equal(utc, -1);
    }
}

static void test_durations(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
        bool is_plain;
    } rows[] = {{"3723", 3723000, true}, {"1:02:03", 3723000, true},
        {"62:03", 3723000, true}, {"0", 0, true}, {"3723.5", 3723500, false},
        {"00:00:00.250", 250, false}};
    static const char *const wrong[] = {
        "", "x", "1:99", "1:2:3:4", "-5", "5 min", "1:", "1e5"};
    int64_t ms;
    bool is_plain;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(duration_read(rows[i].text, &ms, &is_plain));
        assert_int_equal(ms, rows[i].ms);
        assert_int_equal(is_plain, rows[i].is_plain);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(duration_read(wrong[i], &ms, &is_plain));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_the_writer_writes_is_right),
        cmocka_unit_test(test_strict_dates),
        cmocka_unit_test(test_dates_in_the_wild),
        cmocka_unit_test(test_durations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
