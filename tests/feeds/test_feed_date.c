/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "feeds/feed_date.h"

static void expect_rfc822(int64_t utc_seconds, const char *expected)
{
    char date[FEED_DATE_BYTES];

    feed_date_rfc822(utc_seconds, date);
    assert_string_equal(date, expected);
}

static void test_dates_of_rfc822(void **state)
{
    (void)state;
    expect_rfc822(1768676400, "Sat, 17 Jan 2026 19:00:00 +0000");
    expect_rfc822(0, "Thu, 01 Jan 1970 00:00:00 +0000");
    expect_rfc822(-1, "Wed, 31 Dec 1969 23:59:59 +0000");
    expect_rfc822(951827696, "Tue, 29 Feb 2000 12:34:56 +0000");
    expect_rfc822(2147483648, "Tue, 19 Jan 2038 03:14:08 +0000");
}

static void test_dates_past_all_years_are_the_nearest(void **state)
{
    (void)state;
    expect_rfc822(INT64_MAX, "Fri, 31 Dec 9999 23:59:59 +0000");
    expect_rfc822(INT64_MIN, "Mon, 01 Jan 0001 00:00:00 +0000");
}

/* strptime and timegm know nothing of how the date was made. */
static void test_every_day_of_400_years_has_its_weekday(void **state)
{
    (void)state;
    for (int64_t day = 0; day < 146097; day++) {
        char date[FEED_DATE_BYTES];
        struct tm tm = {0};
        int64_t utc = day * 86400 + day % 86400;
        feed_date_rfc822(utc, date);
        assert_non_null(strptime(date, "%a, %d %b %Y %H:%M:%S +0000", &tm));
        int weekday = tm.tm_wday;
        assert_int_equal(timegm(&tm), utc);
        assert_int_equal(weekday, (day + 4) % 7);
    }
}

static void test_iso_dates(void **state)
{
    char date[FEED_DATE_BYTES];

    (void)state;
    feed_date_iso(1768676400, date);
    assert_string_equal(date, "2026-01-17T19:00:00Z");
    feed_date_iso(INT64_MIN, date);
    assert_string_equal(date, "0001-01-01T00:00:00Z");
    feed_date_words(1768676400, date);
    assert_string_equal(date, "17 January 2026");
}

static void expect_period(
    int64_t seconds, const char *machine, const char *people)
{
    char period[FEED_DATE_BYTES];

    feed_date_period(seconds, period);
    assert_string_equal(period, machine);
    feed_date_period_words(seconds, period);
    assert_string_equal(period, people);
}

static void test_periods(void **state)
{
    (void)state;
    expect_period(0, "PT0H0M0S", "0 s");
    expect_period(-7, "PT0H0M0S", "0 s");
    expect_period(59, "PT0H0M59S", "59 s");
    expect_period(60, "PT0H1M0S", "1 min");
    expect_period(3569, "PT0H59M29S", "59 min");
    expect_period(3570, "PT0H59M30S", "1 h");
    expect_period(3723, "PT1H2M3S", "1 h 2 min");
    expect_period(90061, "PT25H1M1S", "25 h 1 min");
}

static void test_milliseconds_are_rounded_to_seconds(void **state)
{
    (void)state;
    assert_int_equal(feed_date_seconds(499), 0);
    assert_int_equal(feed_date_seconds(500), 1);
    assert_int_equal(feed_date_seconds(3723499), 3723);
    assert_int_equal(feed_date_seconds(INT64_MAX), INT64_C(9223372036854776));
    assert_true(feed_date_seconds(-1) <= 0);
}

static void run(const char *const *command)
{
    int status = -1;
    pid_t child;

    assert_int_equal(posix_spawnp(&child, command[0], NULL, NULL,
                         (char *const *)command, environ),
        0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* localedef makes the locale in a folder of its own, so that it need not be
 * installed. */
static void make_german(const char *folder)
{
    char path[256];
    const char *const command[] = {
        "localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", path, NULL};

    snprintf(path, sizeof path, "%s/de_DE.UTF-8", folder);
    run(command);
    assert_int_equal(setenv("LOCPATH", folder, 1), 0);
    assert_non_null(setlocale(LC_ALL, "de_DE.UTF-8"));
}

static void test_names_are_english_in_a_german_locale(void **state)
{
    char folder[] = "/tmp/roomcast-locale-XXXXXX";
    const char *const remove_folder[] = {"rm", "-r", folder, NULL};
    const struct tm saturday = {.tm_wday = 6};
    char weekday[32];

    (void)state;
    assert_non_null(mkdtemp(folder));
    make_german(folder);
    strftime(weekday, sizeof weekday, "%A", &saturday);
    assert_string_equal(weekday, "Samstag");
    expect_rfc822(1768676400, "Sat, 17 Jan 2026 19:00:00 +0000");
    expect_rfc822(1772348400, "Sun, 01 Mar 2026 07:00:00 +0000");
    setlocale(LC_ALL, "C");
    run(remove_folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_of_rfc822),
        cmocka_unit_test(test_dates_past_all_years_are_the_nearest),
        cmocka_unit_test(test_every_day_of_400_years_has_its_weekday),
        cmocka_unit_test(test_iso_dates),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_milliseconds_are_rounded_to_seconds),
        cmocka_unit_test(test_names_are_english_in_a_german_locale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
