/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/quantity.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "recorder/base/clock.h"

#define YEAR_SECONDS (366.0 * 24 * 3600)

bool quantity_parse_whole(const char *text, int64_t least, int64_t most,
    int64_t *out, struct err *err)
{
    char *end;

    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end || errno || number < least || number > most)
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a whole number from %" PRId64 " to %" PRId64,
            text, least, most);
    *out = number;
    return true;
}

/* As strtod() reads it, but neither "inf", "nan", "0x10" nor blanks; then
 * *end is `text`. */
static double read_number(const char *text, char **end)
{
    size_t length = strspn(text, "+-.0123456789");

    *end = (char *)text;
    if (!length || text[length] == 'x' || text[length] == 'X')
        return NAN;
    return strtod(text, end);
}

bool quantity_parse_real(
    const char *text, double least, double most, double *out, struct err *err)
{
    char *end;
    double number = read_number(text, &end);

    if (end == text || *end || !(number >= least && number <= most))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a number from %g to %g", text, least, most);
    *out = number;
    return true;
}

/* Seconds in the unit at the head of the text, 0 if there is none. */
static double unit_seconds(const char *unit, size_t *length)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        *length = strlen(units[i].name);
        if (strncmp(unit, units[i].name, *length) == 0)
            return units[i].seconds;
    }
    return 0;
}

/* The sum of the parts in seconds; NAN where the text is no duration. */
static double sum_of_parts(const char *text)
{
    double sum = 0;

    do {
        char *end;
        size_t length = 0;
        double number = read_number(text, &end);
        double unit = *end ? unit_seconds(end, &length) : 1;
        if (end == text || unit <= 0 || *text == '-' || *text == '+')
            return NAN;
        sum += number * unit;
        text = end + length;
    } while (*text);
    return sum;
}

bool quantity_parse_duration(const char *text, int64_t *ns, struct err *err)
{
    double seconds = sum_of_parts(text);

    if (!(seconds > 0 && seconds <= YEAR_SECONDS))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a duration such as 90, 45m or 1h30m", text);
    *ns = (int64_t)llround(seconds * (double)CLOCK_SECOND_NS);
    return true;
}

bool quantity_parse_bitrate(
    const char *text, int least, int most, int *bits, struct err *err)
{
    char *end;
    double number = read_number(text, &end);

    if (end != text && (*end == 'k' || *end == 'K')) {
        number *= 1000;
        end++;
    }
    if (end == text || *end || !(number >= least && number <= most))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected bits a second from %d to %d, such as 64k", text,
            least, most);
    *bits = (int)number;
    return true;
}

static const char size_letters[] = "kMGT";

bool quantity_parse_bytes(const char *text, int64_t *bytes, struct err *err)
{
    char *end;
    double number = read_number(text, &end);
    const char *letter = *end ? strchr(size_letters, *end) : NULL;

    if (letter) {
        number *= pow(1000, (double)(letter - size_letters + 1));
        end++;
    }
    if (end == text || *end || !(number >= 1 && number <= 1e18))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected a size such as 800M or 5G", text);
    *bytes = (int64_t)llround(number);
    return true;
}

void quantity_format_bytes(int64_t bytes, char text[QUANTITY_SIZE_BYTES])
{
    double size = (double)bytes;
    int letter = -1;

    while (size >= 999.95 && size_letters[letter + 1]) {
        size /= 1000;
        letter++;
    }
    if (letter < 0)
        snprintf(text, QUANTITY_SIZE_BYTES, "%" PRId64 " bytes", bytes);
    else
        snprintf(
            text, QUANTITY_SIZE_BYTES, "%.1f %cB", size, size_letters[letter]);
}

bool quantity_parse_bool(const char *text, bool *out, struct err *err)
{
    static const char *const words[][2] = {
        {"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (int value = 0; value < 2; value++) {
            if (strcasecmp(text, words[i][value]) == 0) {
                *out = value;
                return true;
            }
        }
    }
    return err_set(err, ERR_CONFIG, "\"%s\": expected true or false", text);
}

void quantity_format_time(int64_t ns, char text[QUANTITY_TIME_BYTES])
{
    int64_t seconds = ns / CLOCK_SECOND_NS;
    int64_t hours = seconds / 3600;
    int minutes = (int)(seconds / 60 % 60);

    if (hours)
        snprintf(text, QUANTITY_TIME_BYTES, "%" PRId64 ":%02d:%02d", hours,
            minutes, (int)(seconds % 60));
    else
        snprintf(
            text, QUANTITY_TIME_BYTES, "%d:%02d", minutes, (int)(seconds % 60));
}

void quantity_format_length(int64_t ns, char text[QUANTITY_TIME_BYTES])
{
    quantity_format_time(ns + CLOCK_SECOND_NS / 2, text);
}
