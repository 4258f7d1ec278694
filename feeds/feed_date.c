/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/feed_date.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define YEAR_1 INT64_C(-62135596800)
#define YEAR_9999_END INT64_C(253402300799)

static const char *const days[] = {"Sunday", "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December"};

static struct tm in_utc(int64_t utc_seconds)
{
    struct tm tm = {0};
    time_t time = utc_seconds;

    if (utc_seconds < YEAR_1)
        time = YEAR_1;
    if (utc_seconds > YEAR_9999_END)
        time = YEAR_9999_END;
    gmtime_r(&time, &tm);
    return tm;
}

void feed_date_rfc822(int64_t utc_seconds, char date[FEED_DATE_BYTES])
{
    struct tm tm = in_utc(utc_seconds);

    snprintf(date, FEED_DATE_BYTES, "%.3s, %02d %.3s %04d %02d:%02d:%02d +0000",
        days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
        tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void feed_date_iso(int64_t utc_seconds, char date[FEED_DATE_BYTES])
{
    struct tm tm = in_utc(utc_seconds);

    snprintf(date, FEED_DATE_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ",
        tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
        tm.tm_sec);
}

void feed_date_words(int64_t utc_seconds, char date[FEED_DATE_BYTES])
{
    struct tm tm = in_utc(utc_seconds);

    snprintf(date, FEED_DATE_BYTES, "%d %s %d", tm.tm_mday, months[tm.tm_mon],
        tm.tm_year + 1900);
}

int64_t feed_date_seconds(int64_t ms)
{
    return ms / 1000 + (ms % 1000 >= 500);
}

void feed_date_period(int64_t seconds, char period[FEED_DATE_BYTES])
{
    int64_t left = seconds < 0 ? 0 : seconds;

    snprintf(period, FEED_DATE_BYTES, "PT%" PRId64 "H%dM%dS", left / 3600,
        (int)(left / 60 % 60), (int)(left % 60));
}

void feed_date_period_words(int64_t seconds, char period[FEED_DATE_BYTES])
{
    int64_t left = seconds < 0 ? 0 : seconds;
    int64_t minutes = left / 60 + (left % 60 >= 30);

    if (left < 60)
        snprintf(period, FEED_DATE_BYTES, "%d s", (int)left);
    else if (minutes < 60)
        snprintf(period, FEED_DATE_BYTES, "%d min", (int)minutes);
    else if (minutes % 60 == 0)
        snprintf(period, FEED_DATE_BYTES, "%" PRId64 " h", minutes / 60);
    else
        snprintf(period, FEED_DATE_BYTES, "%" PRId64 " h %d min", minutes / 60,
            (int)(minutes % 60));
}
