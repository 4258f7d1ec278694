/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const day_names[] = {
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May",
    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void http_date_format(int64_t time_s, char date[HTTP_DATE_BYTES])
{
    time_t time = (time_t)time_s;
    struct tm utc;

    date[0] = '\0';
    if (!gmtime_r(&time, &utc) || utc.tm_year < -1899 || utc.tm_year > 8099)
        return;
    snprintf(date, HTTP_DATE_BYTES, "%s, %02d %s %04d %02d:%02d:%02d GMT",
        day_names[utc.tm_wday % 7], utc.tm_mday % 100,
        month_names[utc.tm_mon % 12], (utc.tm_year + 1900) % 10000,
        utc.tm_hour % 100, utc.tm_min % 100, utc.tm_sec % 100);
}

static int find_month(const char *name)
{
    for (int i = 0; i < 12; i++) {
        if (strcmp(name, month_names[i]) == 0)
            return i;
    }
    return -1;
}

static bool is_in_range(const struct tm *utc)
{
    return utc->tm_mon >= 0 && utc->tm_mday >= 1 && utc->tm_mday <= 31 &&
           utc->tm_hour >= 0 && utc->tm_hour <= 23 && utc->tm_min >= 0 &&
           utc->tm_min <= 59 && utc->tm_sec >= 0 && utc->tm_sec <= 60 &&
           utc->tm_year >= -1899 && utc->tm_year <= 8099;
}

/* Each form is scanned as a whole: `end` is set only if all of it matched,
 * and then nothing may follow. */
static bool scan(const char *date, struct tm *utc)
{
    char month[4] = "";
    int end = 0;
    int fields = sscanf(date,
        "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &utc->tm_mday,
        month, &utc->tm_year, &utc->tm_hour, &utc->tm_min, &utc->tm_sec, &end);

    if (fields != 6 || !end) {
        fields =
            sscanf(date, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
                &utc->tm_mday, month, &utc->tm_year, &utc->tm_hour,
                &utc->tm_min, &utc->tm_sec, &end);
        utc->tm_year += utc->tm_year < 70 ? 2000 : 1900;
    }
    if (fields != 6 || !end)
        fields = sscanf(date, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n",
            month, &utc->tm_mday, &utc->tm_hour, &utc->tm_min, &utc->tm_sec,
            &utc->tm_year, &end);
    utc->tm_mon = find_month(month);
    utc->tm_year -= 1900;
    return fields == 6 && end && !date[end];
}

bool http_date_parse(const char *date, int64_t *time_s)
{
    struct tm utc = {0};

    if (!scan(date, &utc) || !is_in_range(&utc))
        return false;
    *time_s = (int64_t)timegm(&utc);
    return true;
}
