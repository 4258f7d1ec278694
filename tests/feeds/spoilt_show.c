/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/feeds/spoilt_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

void spoilt_show_copy(struct spoilt *spoilt)
{
    spoilt->show = full_show;
    memcpy(spoilt->episodes, full_show.episodes, sizeof spoilt->episodes);
    memcpy(spoilt->alternates, full_show.episodes[0].alternates,
        sizeof spoilt->alternates);
    spoilt->episodes[0].alternates = spoilt->alternates;
    spoilt->show.episodes = spoilt->episodes;
}

void spoilt_show_remember(void *user, const struct feed_finding *finding)
{
    struct found *found = user;
    size_t used = strlen(found->rules);

    assert_non_null(finding->source);
    assert_true(*finding->source && *finding->message && *finding->where);
    assert_null(strchr(finding->message, '\n'));
    snprintf(
        found->rules + used, sizeof found->rules - used, "%s ", finding->rule);
    snprintf(found->where, sizeof found->where, "%s", finding->where);
    snprintf(found->message, sizeof found->message, "%s", finding->message);
    found->severity = finding->severity;
    found->count++;
}

void spoilt_show_expect(const struct podcast_show *show, const char *rule,
    enum feed_severity severity, const char *where)
{
    struct found found = {0};
    char expected[64];

    snprintf(expected, sizeof expected, "%s ", rule);
    bool is_fine = feed_check(show, spoilt_show_remember, &found);
    assert_string_equal(found.rules, expected);
    assert_int_equal(found.severity, severity);
    assert_string_equal(found.where, where);
    assert_int_equal(is_fine, severity == FEED_WARNING);
}

void refused(const struct spoilt *spoilt, const char *rule)
{
    spoilt_show_expect(&spoilt->show, rule, FEED_REFUSED, "channel");
}

void warned(const struct spoilt *spoilt, const char *rule)
{
    spoilt_show_expect(&spoilt->show, rule, FEED_WARNING, "channel");
}

void refused_episode(const struct spoilt *spoilt, const char *rule)
{
    spoilt_show_expect(
        &spoilt->show, rule, FEED_REFUSED, full_show.episodes[0].guid);
}

void warned_episode(const struct spoilt *spoilt, const char *rule)
{
    spoilt_show_expect(
        &spoilt->show, rule, FEED_WARNING, full_show.episodes[0].guid);
}
