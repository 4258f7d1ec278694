/* SPDX-License-Identifier: BSD-2-Clause */
/* The values that say when a room is recorded and into how many files. */
#include "recorder/base/config_value.h"

#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"
#include "recorder/base/schedule.h"
#include "recorder/base/split_rule.h"

#define LEAST_QUIET_NS CLOCK_SECOND_NS
#define MOST_ROLL_NS (600 * CLOCK_SECOND_NS)

/* The place of a word in a list, -1 when it is not there. */
static int find_word(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    return -1;
}

bool config_value_start(
    const struct config *config, const char *text, void *field, struct err *err)
{
    static const char *const words[] = {"packet", "voice", "command"};
    int found = find_word(words, 3, text);

    (void)config;
    if (found < 0)
        return err_set(
            err, ERR_CONFIG, "\"%s\": expected packet, voice or command", text);
    *(int *)field = found;
    return true;
}

bool config_value_back_to_back(
    const struct config *config, const char *text, void *field, struct err *err)
{
    static const char *const words[] = {"join", "split"};
    int found = find_word(words, 2, text);

    (void)config;
    if (found < 0)
        return err_set(err, ERR_CONFIG, "\"%s\": expected join or split", text);
    *(bool *)field = found;
    return true;
}

bool config_value_pause(
    const struct config *config, const char *text, void *field, struct err *err)
{
    static const char *const words[] = {"cut", "silence"};
    int found = find_word(words, 2, text);

    (void)config;
    if (found < 0)
        return err_set(
            err, ERR_CONFIG, "\"%s\": expected cut or silence", text);
    *(bool *)field = found;
    return true;
}

bool config_value_schedule(
    const struct config *config, const char *text, void *field, struct err *err)
{
    own(schedule) schedule = schedule_parse(text, err);

    return schedule && config_value_string(config, text, field, err);
}

bool config_value_split(
    const struct config *config, const char *text, void *field, struct err *err)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;

    return split_rule_parse(text, &rule, err) &&
           config_value_string(config, text, field, err);
}

bool config_value_span(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return quantity_parse_duration(text, field, err);
}

bool config_value_quiet(
    const struct config *config, const char *text, void *field, struct err *err)
{
    int64_t ns;

    (void)config;
    if (!quantity_parse_duration(text, &ns, err))
        return false;
    if (ns < LEAST_QUIET_NS)
        return err_set(err, ERR_CONFIG, "\"%s\": expected at least 1s", text);
    *(int64_t *)field = ns;
    return true;
}

bool config_value_roll(
    const struct config *config, const char *text, void *field, struct err *err)
{
    int64_t ns = CONFIG_ROLL_AUTO;

    (void)config;
    if (strcmp(text, "0") == 0)
        ns = 0;
    else if (strcmp(text, "auto") != 0 &&
             !quantity_parse_duration(text, &ns, err))
        return false;
    if (ns > MOST_ROLL_NS)
        return err_set(err, ERR_CONFIG, "\"%s\": expected at most 10m", text);
    *(int64_t *)field = ns;
    return true;
}

bool config_value_silence_level(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return quantity_parse_real(text, -70, -20, field, err);
}
