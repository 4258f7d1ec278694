/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/schedule.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"
#include "recorder/base/time_zone.h"

#define DAY_S TIME_ZONE_DAY_S
#define MOST_DAYS 7 /* that one entry may last */

/* Entries that overlap without end, such as 25 hours daily, are cut here. */
#define MOST_JOINED 400

#define EVERY_DAY 0x7f

struct entry {
    unsigned weekdays; /* a bit for each, Sunday lowest; 0: a date */
    int64_t day;       /* since 1970, of the date */
    int second_of_day;
    int64_t length_ns;
    struct time_zone *zone;
};

struct schedule {
    struct entry entries[SCHEDULE_MOST_ENTRIES];
    size_t count;
};

/* --- Reading ----------------------------------------------------------- */

/* The number of a day by its first three letters or all, Sunday 0; -1: it is
 * none. */
static int parse_weekday(const char *name, size_t length)
{
    static const char *const names[] = {"sunday", "monday", "tuesday",
        "wednesday", "thursday", "friday", "saturday"};

    for (int day = 0; day < 7; day++) {
        if ((length == 3 || length == strlen(names[day])) &&
            strncasecmp(name, names[day], length) == 0)
            return day;
    }
    return -1;
}

/* "Mon" or "Fri-Sun" as bits; 0: it is neither. */
static unsigned parse_weekday_range(const char *text, size_t length)
{
    size_t first_length = strcspn(text, "-");
    unsigned days = 0;

    if (first_length >= length) {
        int day = parse_weekday(text, length);
        return day < 0 ? 0 : 1U << day;
    }
    int first = parse_weekday(text, first_length);
    int last =
        parse_weekday(text + first_length + 1, length - first_length - 1);
    if (first < 0 || last < 0)
        return 0;
    for (int day = first; day != last; day = (day + 1) % 7)
        days |= 1U << day;
    return days | 1U << last;
}

/* "daily" or "Mon,Wed-Fri" as bits; 0: it is neither. */
static unsigned parse_weekdays(const char *text)
{
    unsigned days = 0;

    if (strcasecmp(text, "daily") == 0)
        return EVERY_DAY;
    for (;;) {
        size_t length = strcspn(text, ",");
        unsigned more = parse_weekday_range(text, length);
        if (!more)
            return 0;
        days |= more;
        if (!text[length])
            return days;
        text += length + 1;
    }
}

/* "2026-12-24" that is in the calendar. */
static bool parse_date(const char *text, int64_t *day)
{
    char iso[40];
    int64_t utc_ns;

    snprintf(iso, sizeof iso, "%.16sT00:00:00Z", text);
    if (strlen(text) != 10 || !clock_parse_iso(iso, &utc_ns))
        return false;
    *day = utc_ns / CLOCK_SECOND_NS / DAY_S;
    return true;
}

/* Two digits below `limit`, -1: they are none. */
static int parse_two(const char *digits, int limit)
{
    if (!isdigit((unsigned char)digits[0]) ||
        !isdigit((unsigned char)digits[1]))
        return -1;
    int number = (digits[0] - '0') * 10 + digits[1] - '0';
    return number < limit ? number : -1;
}

/* "19:00" or "19:00:30", seconds of the day; -1: it is neither. */
static int parse_time(const char *text)
{
    size_t length = strlen(text);
    bool has_seconds = length == 8 && text[5] == ':';

    if ((length != 5 && !has_seconds) || text[2] != ':')
        return -1;
    int hour = parse_two(text, 24);
    int minute = parse_two(text + 3, 60);
    int second = has_seconds ? parse_two(text + 6, 60) : 0;
    if (hour < 0 || minute < 0 || second < 0)
        return -1;
    return (hour * 60 + minute) * 60 + second;
}

static bool expected(struct err *err, const char *found, const char *what)
{
    return err_set(err, ERR_CONFIG, "\"%s\": expected %s", found, what);
}

/* Ends the next word with a NUL; NULL when there is none. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");

    if (!*word)
        return NULL;
    *rest = word + strcspn(word, " \t");
    if (**rest)
        *(*rest)++ = '\0';
    return word;
}

/* `when` is "Tue 19:00 Europe/Berlin", and is taken apart. */
static bool parse_when(char *when, struct entry *entry, struct err *err)
{
    const char *days = next_word(&when);
    const char *time = next_word(&when);
    const char *zone = next_word(&when);
    const char *more = next_word(&when);

    entry->weekdays = days ? parse_weekdays(days) : 0;
    if (!entry->weekdays && (!days || !parse_date(days, &entry->day)))
        return expected(err, days ? days : "",
            "days such as Tue, Mon-Fri, Sat,Sun, daily or 2026-12-24");
    entry->second_of_day = time ? parse_time(time) : -1;
    if (entry->second_of_day < 0)
        return expected(err, time ? time : days, "a time such as 19:00");
    if (more)
        return expected(err, more, "a comma and a duration");
    entry->zone = time_zone_new(zone, err);
    return entry->zone;
}

static bool parse_length(const char *text, struct entry *entry, struct err *err)
{
    if (!quantity_parse_duration(
            text + strspn(text, " \t"), &entry->length_ns, err))
        return false;
    return entry->length_ns <= MOST_DAYS * DAY_S * CLOCK_SECOND_NS ||
           expected(err, text + strspn(text, " \t"), "at most 7 days");
}

static void trim_end(char *text)
{
    size_t length = strlen(text);

    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
}

static bool parse_entry(char *text, struct entry *entry, struct err *err)
{
    char *comma = strrchr(text, ',');

    trim_end(text);
    if (!comma)
        return expected(err, text + strspn(text, " \t"),
            "DAYS HH:MM [ZONE], DURATION such as Tue 19:00 Europe/Berlin, "
            "90m");
    *comma = '\0';
    return parse_length(comma + 1, entry, err) && parse_when(text, entry, err);
}

/* Where an entry ends: at ";", or at "/" between blanks. */
static char *find_separator(char *text)
{
    for (char *at = text; *at; at++) {
        bool is_slash = at > text && isblank((unsigned char)at[-1]) &&
                        *at == '/' && isspace((unsigned char)at[1]);
        if (*at == ';' || is_slash)
            return at;
    }
    return NULL;
}

static bool add_entry(struct schedule *schedule, char *text, struct err *err)
{
    if (schedule->count == SCHEDULE_MOST_ENTRIES)
        return err_set(err, ERR_CONFIG, "expected at most %d times",
            SCHEDULE_MOST_ENTRIES);
    return parse_entry(text, &schedule->entries[schedule->count++], err);
}

struct schedule *schedule_parse(const char *text, struct err *err)
{
    own(schedule) schedule = calloc(1, sizeof *schedule);
    own_heap(char) copy = strdup(text);
    char *end;

    if (!schedule || !copy)
        return err_no_memory(err), NULL;
    for (char *at = copy; at; at = end ? end + 1 : NULL) {
        end = find_separator(at);
        if (end)
            *end = '\0';
        if (!add_entry(schedule, at, err))
            return NULL;
    }
    return take(schedule);
}

/* --- Asking ------------------------------------------------------------ */

static bool is_on_day(const struct entry *entry, int64_t day)
{
    /* 1970 began on a Thursday. */
    int weekday = (int)((day % 7 + 7 + 4) % 7);

    return entry->weekdays ? entry->weekdays >> weekday & 1 : entry->day == day;
}

static struct schedule_span span_on(const struct entry *entry, int64_t day)
{
    int64_t local_s = day * DAY_S + entry->second_of_day;
    int64_t begin_ns = time_zone_utc_s(entry->zone, local_s) * CLOCK_SECOND_NS;

    return (struct schedule_span){begin_ns, begin_ns + entry->length_ns};
}

/* The first of this entry that ends after `utc_ns`. */
static bool next_of(
    const struct entry *entry, int64_t utc_ns, struct schedule_span *span)
{
    int64_t now_s = utc_ns / CLOCK_SECOND_NS;
    int64_t today = time_zone_local_s(entry->zone, now_s) / DAY_S;
    int64_t day = today - MOST_DAYS - 1;
    int64_t last = today + 8;

    if (!entry->weekdays)
        day = last = entry->day;
    for (; day <= last; day++) {
        if (!is_on_day(entry, day))
            continue;
        *span = span_on(entry, day);
        if (span->end_ns > utc_ns)
            return true;
    }
    return false;
}

/* Makes the span longer by an entry that begins within it and ends later. */
static bool join(const struct schedule *schedule, struct schedule_span *span)
{
    for (size_t i = 0; i < schedule->count; i++) {
        struct schedule_span other;
        if (next_of(&schedule->entries[i], span->end_ns, &other) &&
            other.begin_ns < span->end_ns) {
            span->end_ns = other.end_ns;
            return true;
        }
    }
    return false;
}

bool schedule_next(
    const struct schedule *schedule, int64_t utc_ns, struct schedule_span *span)
{
    struct schedule_span first = {INT64_MAX, INT64_MAX};

    for (size_t i = 0; i < schedule->count; i++) {
        struct schedule_span other;
        if (next_of(&schedule->entries[i], utc_ns, &other) &&
            other.begin_ns < first.begin_ns)
            first = other;
    }
    if (first.begin_ns == INT64_MAX)
        return false;
    for (int i = 0; i < MOST_JOINED && join(schedule, &first); i++)
        continue;
    *span = first;
    return true;
}

void schedule_free(struct schedule *schedule)
{
    if (!schedule)
        return;
    for (size_t i = 0; i < schedule->count; i++)
        time_zone_free(schedule->entries[i].zone);
    free(schedule);
}
