/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/date_reader.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

#define DAY_SECONDS INT64_C(86400)

static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct civil {
    int year, month, day; /* month from 1 */
    int hour, minute, second;
    int zone_minutes;
    int weekday; /* 0: Sunday; -1: not stated */
};

/* Days since 1970-01-01 of the Gregorian calendar (Hinnant). */
static int64_t count_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

static int month_days(int year, int month)
{
    static const int lengths[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : lengths[month - 1];
}

static bool is_possible(const struct civil *civil)
{
    return civil->month >= 1 && civil->month <= 12 && civil->day >= 1 &&
           civil->year >= 1 &&
           civil->day <= month_days(civil->year, civil->month) &&
           civil->hour < 24 && civil->minute < 60 && civil->second <= 60;
}

static int64_t to_seconds(const struct civil *civil)
{
    return count_days(civil->year, civil->month, civil->day) * DAY_SECONDS +
           civil->hour * 3600 + civil->minute * 60 + civil->second -
           civil->zone_minutes * INT64_C(60);
}

static int weekday_of(const struct civil *civil)
{
    int64_t since = count_days(civil->year, civil->month, civil->day);

    return (int)(((since + 4) % 7 + 7) % 7);
}

/* From one to `most` digits; false without any. */
static bool take_number(const char **at, size_t least, size_t most, int *number)
{
    size_t length = strspn(*at, DIGITS);

    if (length < least || length > most)
        return false;
    *number = 0;
    for (; length; length--, (*at)++)
        *number = *number * 10 + (**at - '0');
    return true;
}

static bool take_byte(const char **at, char byte)
{
    if (**at != byte)
        return false;
    (*at)++;
    return true;
}

/* The place of three letters in a list of such; -1 when it is none. */
static int find_name(const char *list, const char *name, bool in_any_case)
{
    for (int i = 0; list[3 * (size_t)i]; i++) {
        const char *entry = list + 3 * (size_t)i;
        if (in_any_case ? !strncasecmp(entry, name, 3)
                        : !strncmp(entry, name, 3))
            return i;
    }
    return -1;
}

/* --- strict ------------------------------------------------------------ */

/* RFC 822, section 5.1; its military letters mean the contrary of what they
 * should (RFC 2822, section 4.3) and are left out. */
static bool find_zone(const char *name, int *minutes)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"GMT", 0}, {"UT", 0}, {"UTC", 0}, {"Z", 0}, {"EST", -5},
        {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
        {"PST", -8}, {"PDT", -7}};

    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (strcasecmp(name, zones[i].name) != 0)
            continue;
        *minutes = zones[i].hours * 60;
        return true;
    }
    return false;
}

static const char *take_zone(const char **at, struct civil *civil)
{
    int sign = **at == '-' ? -1 : 1;
    int digits;

    if (**at == '+' || **at == '-') {
        (*at)++;
        if (!take_number(at, 4, 4, &digits))
            return "the zone is not four digits, as in +0000";
        if (digits / 100 > 14 || digits % 100 > 59)
            return "there is no such zone";
        civil->zone_minutes = sign * (digits / 100 * 60 + digits % 100);
        return **at ? "something follows the zone" : NULL;
    }
    if (!**at)
        return "it has no zone";
    if (!find_zone(*at, &civil->zone_minutes) || !strcasecmp(*at, "UTC") ||
        !strcasecmp(*at, "Z"))
        return "the zone is none of RFC 822";
    return NULL;
}

static const char *take_time(const char **at, struct civil *civil)
{
    if (!take_number(at, 2, 2, &civil->hour) || !take_byte(at, ':') ||
        !take_number(at, 2, 2, &civil->minute))
        return "the time is not HH:MM:SS of 24 hours";
    if (take_byte(at, ':') && !take_number(at, 2, 2, &civil->second))
        return "the time is not HH:MM:SS of 24 hours";
    if (!take_byte(at, ' '))
        return "it has no zone";
    return take_zone(at, civil);
}

static const char *take_day(const char **at, struct civil *civil)
{
    civil->weekday = -1;
    if (strspn(*at, LETTERS) > 0) {
        civil->weekday = find_name(days, *at, false);
        if (civil->weekday < 0 || strncmp(*at + 3, ", ", 2) != 0)
            return "the weekday is not Mon, Tue, Wed, Thu, Fri, Sat or Sun "
                   "with a comma";
        *at += 5;
    }
    if (!take_number(at, 1, 2, &civil->day) || !take_byte(at, ' '))
        return "it does not begin with the day, as in 17 Jan 2026";
    civil->month = find_name(months, *at, false) + 1;
    if (!civil->month || (*at)[3] != ' ')
        return "the month is not one of Jan to Dec";
    *at += 4;
    if (!take_number(at, 4, 4, &civil->year) || !take_byte(at, ' '))
        return "the year is not four digits";
    return NULL;
}

const char *date_read_strictly(const char *text, int64_t *utc_seconds)
{
    struct civil civil = {0};
    const char *fault = take_day(&text, &civil);

    if (!fault)
        fault = take_time(&text, &civil);
    if (fault)
        return fault;
    if (!is_possible(&civil))
        return "there is no such day or time";
    *utc_seconds = to_seconds(&civil);
    if (civil.weekday >= 0 && civil.weekday != weekday_of(&civil))
        return "the weekday is not that of the day";
    return NULL;
}

/* --- lenient ----------------------------------------------------------- */

static void skip_spaces(const char **at)
{
    *at += strspn(*at, " \t\r\n,");
}

static bool take_any_zone(const char *at, int *minutes)
{
    int sign = *at == '-' ? -1 : 1;
    int hours;
    int rest = 0;

    *minutes = 0;
    if (!*at)
        return true;
    if (*at != '+' && *at != '-')
        return find_zone(at, minutes) || strspn(at, LETTERS) == strlen(at);
    at++;
    size_t digits = strspn(at, DIGITS);
    if (!take_number(&at, 1, 4, &hours))
        return false;
    if (digits > 2) {
        rest = hours % 100;
        hours /= 100;
    } else if (take_byte(&at, ':') && !take_number(&at, 2, 2, &rest)) {
        return false;
    }
    *minutes = sign * (hours * 60 + rest);
    return hours < 24 && rest < 60;
}

static bool take_any_time(const char **at, struct civil *civil)
{
    int fraction;

    if (!**at)
        return true;
    if (!take_number(at, 1, 2, &civil->hour) || !take_byte(at, ':') ||
        !take_number(at, 1, 2, &civil->minute))
        return false;
    if (take_byte(at, ':') && !take_number(at, 1, 2, &civil->second))
        return false;
    if (take_byte(at, '.') && !take_number(at, 1, 9, &fraction))
        return false;
    return true;
}

static bool read_words(const char *at, struct civil *civil)
{
    size_t letters;

    skip_spaces(&at);
    if (strchr(LETTERS, *at)) {
        at += strspn(at, LETTERS ".");
        skip_spaces(&at);
    }
    if (!take_number(&at, 1, 2, &civil->day))
        return false;
    at += strspn(at, ". -\t");
    letters = strspn(at, LETTERS);
    civil->month = letters >= 3 ? find_name(months, at, true) + 1 : 0;
    if (!civil->month)
        return false;
    at += letters;
    at += strspn(at, ". -\t,");
    size_t digits = strspn(at, DIGITS);
    if (!take_number(&at, 2, 4, &civil->year))
        return false;
    if (digits < 4) /* RFC 2822, section 4.3 */
        civil->year += digits == 2 && civil->year < 50 ? 2000 : 1900;
    skip_spaces(&at);
    if (!take_any_time(&at, civil))
        return false;
    skip_spaces(&at);
    return take_any_zone(at, &civil->zone_minutes);
}

static bool read_iso(const char *at, struct civil *civil, bool *has_zone)
{
    if (!take_number(&at, 4, 4, &civil->year) || !take_byte(&at, '-') ||
        !take_number(&at, 2, 2, &civil->month) || !take_byte(&at, '-') ||
        !take_number(&at, 2, 2, &civil->day))
        return false;
    if (*at && !strchr("Tt ", *at))
        return false;
    if (*at)
        at++;
    if (!take_any_time(&at, civil))
        return false;
    at += strspn(at, " ");
    *has_zone = *at != '\0';
    return take_any_zone(at, &civil->zone_minutes);
}

bool date_read_iso(const char *text, int64_t *utc_seconds, bool *has_zone)
{
    struct civil civil = {0};

    if (!read_iso(text, &civil, has_zone) || !is_possible(&civil))
        return false;
    *utc_seconds = to_seconds(&civil);
    return true;
}

bool date_read(const char *text, int64_t *utc_seconds)
{
    struct civil civil = {0};
    bool has_zone;

    if (date_read_iso(text, utc_seconds, &has_zone))
        return true;
    if (!read_words(text, &civil) || !is_possible(&civil))
        return false;
    *utc_seconds = to_seconds(&civil);
    return true;
}

/* --- durations --------------------------------------------------------- */

bool duration_read(const char *text, int64_t *ms, bool *is_plain)
{
    int64_t seconds = 0;
    int parts = 0;
    int number;
    int fraction = 0;

    do {
        if (!take_number(&text, 1, 9, &number) || ++parts > 3)
            return false;
        if (parts > 1 && number > 59)
            return false;
        seconds = seconds * 60 + number;
    } while (take_byte(&text, ':'));
    *is_plain = !*text;
    if (take_byte(&text, '.')) {
        size_t digits = strspn(text, DIGITS);
        for (size_t i = 0; i < 3; i++)
            fraction = fraction * 10 + (i < digits ? text[i] - '0' : 0);
        text += digits;
    }
    if (*text)
        return false;
    *ms = seconds * 1000 + fraction;
    return true;
}
