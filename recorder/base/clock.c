/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return now.tv_sec * CLOCK_SECOND_NS + now.tv_nsec;
}

int64_t clock_monotonic_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_utc_ns(void)
{
    return read_clock(CLOCK_REALTIME);
}

/* Read in less time than that, the two clocks are one moment. */
#define MOMENT_NS 2000
#define MOST_TRIES 10

int64_t clock_utc_less_monotonic_ns(void)
{
    int64_t least_ns = INT64_MAX;
    int64_t less_ns = 0;

    for (int i = 0; i < MOST_TRIES && least_ns > MOMENT_NS; i++) {
        int64_t before_ns = clock_monotonic_ns();
        int64_t utc_ns = clock_utc_ns();
        int64_t taken_ns = clock_monotonic_ns() - before_ns;
        if (taken_ns >= least_ns)
            continue;
        least_ns = taken_ns;
        less_ns = utc_ns - before_ns - taken_ns / 2;
    }
    return less_ns;
}

static int64_t floor_seconds(int64_t utc_ns)
{
    int64_t seconds = utc_ns / CLOCK_SECOND_NS;

    return seconds - (utc_ns % CLOCK_SECOND_NS < 0);
}

void clock_format_name(int64_t utc_ns, char name[CLOCK_NAME_BYTES])
{
    time_t seconds = floor_seconds(utc_ns);
    struct tm day;

    gmtime_r(&seconds, &day);
    strftime(name, CLOCK_NAME_BYTES, "%Y-%m-%dT%H%M%SZ", &day);
}

void clock_format_iso(int64_t utc_ns, char iso[CLOCK_ISO_BYTES])
{
    time_t seconds = floor_seconds(utc_ns);
    int64_t ms = (utc_ns - seconds * CLOCK_SECOND_NS) / CLOCK_MILLISECOND_NS;
    struct tm day;

    gmtime_r(&seconds, &day);
    size_t used = strftime(iso, CLOCK_ISO_BYTES, "%Y-%m-%dT%H:%M:%S", &day);
    snprintf(iso + used, CLOCK_ISO_BYTES - used, ".%03dZ", (int)ms);
}

static bool parse_fraction(const char *digits, int64_t *ns)
{
    int64_t unit = CLOCK_SECOND_NS / 10;

    *ns = 0;
    if (*digits == '.') {
        if (digits[1] == 'Z')
            return false;
        for (digits++; *digits >= '0' && *digits <= '9'; digits++, unit /= 10)
            *ns += (*digits - '0') * unit;
    }
    return strcmp(digits, "Z") == 0;
}

/* In April 2262 nanoseconds since 1970 leave 63 bits. */
#define LAST_SECOND (INT64_MAX / CLOCK_SECOND_NS - 1)

bool clock_parse_iso(const char *iso, int64_t *utc_ns)
{
    struct tm day = {0};
    int64_t fraction_ns;
    const char *rest = strptime(iso, "%Y-%m-%dT%H:%M:%S", &day);

    if (!rest || !parse_fraction(rest, &fraction_ns))
        return false;
    time_t seconds = timegm(&day);
    if (seconds < -LAST_SECOND || seconds > LAST_SECOND)
        return false;
    int64_t found_ns = seconds * CLOCK_SECOND_NS + fraction_ns;
    /* strptime takes blanks, short numbers and the 31st of February. */
    char again[CLOCK_ISO_BYTES];
    clock_format_iso(found_ns, again);
    if (strncmp(iso, again, strcspn(again, ".")) != 0)
        return false;
    *utc_ns = found_ns;
    return true;
}

int64_t clock_ns_from_frames_48k(int64_t frames_48k)
{
    int64_t seconds = frames_48k / 48000;
    int64_t rest = frames_48k % 48000;

    return seconds * CLOCK_SECOND_NS + (rest * CLOCK_SECOND_NS + 24000) / 48000;
}

int64_t clock_frames_48k_from_ns(int64_t ns)
{
    int64_t seconds = ns / CLOCK_SECOND_NS;
    int64_t rest = ns % CLOCK_SECOND_NS;

    return seconds * 48000 +
           (rest * 48000 + CLOCK_SECOND_NS / 2) / CLOCK_SECOND_NS;
}
