/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/split_rule.h"

#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

#define LEAST_PERIOD_NS CLOCK_SECOND_NS
#define LEAST_BYTES INT64_C(100000)
#define MEGABYTE 1e6
#define GIGABYTE 1e9

static bool expected(struct err *err, const char *found, const char *what)
{
    return err_set(err, ERR_CONFIG, "\"%s\": expected %s", found, what);
}

/* Ends the next word with a NUL; "" when there is none. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");

    *rest = word + strcspn(word, " \t");
    if (**rest)
        *(*rest)++ = '\0';
    return word;
}

static bool parse_period(const char *text, int64_t *ns, struct err *err)
{
    if (!quantity_parse_duration(text, ns, err))
        return expected(err, text,
            "a duration such as 1h, a size such as 500MB, or silence 30s");
    return *ns >= LEAST_PERIOD_NS || expected(err, text, "at least 1s");
}

/* The factor of "MB" or "GB" at the end of a size; 0: it is none. */
static double size_unit(const char *text)
{
    size_t length = strlen(text);

    if (length > 2 && strcmp(text + length - 2, "MB") == 0)
        return MEGABYTE;
    if (length > 2 && strcmp(text + length - 2, "GB") == 0)
        return GIGABYTE;
    return 0;
}

static bool parse_size(const char *text, int64_t *bytes, struct err *err)
{
    own_heap(char) number = strndup(text, strlen(text) - 2);
    double size;

    if (!number)
        return err_no_memory(err);
    if (!quantity_parse_real(number, 0, 1e6, &size, err) ||
        size * size_unit(text) < (double)LEAST_BYTES)
        return expected(err, text, "a size from 0.1MB on, such as 500MB");
    *bytes = (int64_t)(size * size_unit(text));
    return true;
}

static bool parse_strike(struct split_rule *rule, int64_t period_ns,
    const char *zone, struct err *err)
{
    rule->strike_s = period_ns / CLOCK_SECOND_NS;
    if (period_ns % CLOCK_SECOND_NS || TIME_ZONE_DAY_S % rule->strike_s)
        return err_set(err, ERR_CONFIG,
            "aligned: expected a whole part of a day, such as 15m, 1h or 6h");
    time_zone_free(rule->zone);
    rule->zone = time_zone_new(*zone ? zone : "UTC", err);
    return rule->zone;
}

/* One of the rule's parts, which is taken apart. */
static bool parse_part(char *text, struct split_rule *rule, struct err *err)
{
    const char *first = next_word(&text);
    const char *second = next_word(&text);
    const char *third = next_word(&text);
    const char *more = next_word(&text);
    int64_t period_ns;

    if (*more)
        return expected(err, more, "a comma");
    if (strcmp(first, "silence") == 0)
        return *third ? expected(err, third, "a comma")
                      : parse_period(second, &rule->silence_ns, err);
    if (size_unit(first) > 0)
        return *second ? expected(err, second, "a comma")
                       : parse_size(first, &rule->most_bytes, err);
    if (!parse_period(first, &period_ns, err))
        return false;
    if (strcmp(second, "aligned") == 0)
        return parse_strike(rule, period_ns, third, err);
    if (*second)
        return expected(err, second, "aligned, or a comma");
    rule->period_ns = period_ns;
    return true;
}

bool split_rule_parse(
    const char *text, struct split_rule *rule, struct err *err)
{
    own_value(split_rule) found = SPLIT_RULE_NONE;
    own_heap(char) copy = strdup(text ? text : "");
    char *rest = copy;

    if (!copy)
        return err_no_memory(err);
    while (text && rest) {
        if (!parse_part(strsep(&rest, ","), &found, err))
            return false;
    }
    *rule = found;
    found.zone = NULL;
    return true;
}

/* The next multiple above; midnight is one, as it divides the day. */
static int64_t next_multiple(int64_t seconds, int64_t step)
{
    return seconds - seconds % step + step;
}

int64_t split_rule_next_strike_ns(const struct split_rule *rule, int64_t utc_ns)
{
    int64_t utc_s = utc_ns / CLOCK_SECOND_NS;
    int64_t next_s = INT64_MAX;

    if (!rule->strike_s)
        return INT64_MAX;
    /* The clock may be set between now and then: the strike is where it would
     * be without that, or where it is with that, whichever is one. */
    int64_t local_s = time_zone_local_s(rule->zone, utc_s);
    int64_t strike_s = next_multiple(local_s, rule->strike_s);
    int64_t same_s = utc_s + strike_s - local_s;
    int64_t moved_s = time_zone_utc_s(rule->zone, strike_s);
    if (time_zone_local_s(rule->zone, same_s) % rule->strike_s == 0)
        next_s = same_s;
    if (moved_s > utc_s && moved_s < next_s)
        next_s = moved_s;
    /* A clock put back past the last strike. */
    if (next_s == INT64_MAX)
        return split_rule_next_strike_ns(rule, same_s * CLOCK_SECOND_NS);
    return next_s * CLOCK_SECOND_NS;
}

void split_rule_clear(struct split_rule *rule)
{
    time_zone_free(rule->zone);
    *rule = SPLIT_RULE_NONE;
}
