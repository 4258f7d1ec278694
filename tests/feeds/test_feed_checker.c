/* SPDX-License-Identifier: BSD-2-Clause */
/* What our own writer makes of a show is judged as anybody's feed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "feeds/checker/feed_checker.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "tests/feeds/sample_shows.h"

struct found {
    char rules[4096];
    char where[128];
    size_t count;
};

static void remember(void *user, const struct feed_finding *finding)
{
    struct found *found = user;
    size_t used = strlen(found->rules);

    snprintf(
        found->rules + used, sizeof found->rules - used, "%s ", finding->rule);
    snprintf(found->where, sizeof found->where, "%s", finding->where);
    found->count++;
}

static void test_full_show_is_clean_for_everybody(void **state)
{
    own_value(text) feed = {0};
    struct err err;

    (void)state;
    assert_true(rss_write(&full_show, &feed, &err));
    for (int i = 0; i < FEED_PROFILE_COUNT; i++) {
        struct found found = {0};
        struct feed_report report = {.profile = (enum feed_profile)i,
            .now = full_show.changed,
            .public_url = full_show.feed_url,
            .told = remember,
            .user = &found};
        assert_true(
            feed_check_bytes(&report, text_string(&feed), feed.length, NULL));
        assert_string_equal(found.rules, "");
    }
    assert_true(feed_check(&full_show, NULL, NULL));
}

static void test_minimal_show_only_lacks_an_email(void **state)
{
    struct found found = {0};

    (void)state;
    assert_true(feed_check(&minimal_show, remember, &found));
    assert_string_equal(found.rules, "email-missing ");
    assert_string_equal(found.where, "channel");
}

static void test_a_finding_is_about_its_episode(void **state)
{
    struct podcast_episode episodes[2] = {
        full_show.episodes[0], full_show.episodes[1]};
    struct podcast_show show = full_show;
    struct found found = {0};

    (void)state;
    show.episodes = episodes;
    episodes[1].title = NULL;
    assert_false(feed_check(&show, remember, &found));
    assert_string_equal(found.rules, "episode-title-missing ");
    assert_string_equal(found.where, full_show.episodes[1].guid);
}

static void test_dates_are_judged_by_the_last_change(void **state)
{
    struct podcast_show show = full_show;
    struct found found = {0};

    (void)state;
    show.changed = full_show.episodes[0].published - 1;
    assert_true(feed_check(&show, remember, &found));
    assert_string_equal(found.rules, "channel-date-future date-future ");
}

static void test_empty_and_hostile_shows_are_refused(void **state)
{
    struct found found = {0};

    (void)state;
    assert_false(feed_check(&empty_show, remember, &found));
    assert_non_null(strstr(found.rules, "episodes-missing "));
    memset(&found, 0, sizeof found);
    assert_false(feed_check(&hostile_show, remember, &found));
    assert_true(found.count > 20);
}

static void test_profiles_have_names(void **state)
{
    enum feed_profile profile = FEED_PROFILE_ALL;

    (void)state;
    assert_true(feed_profile_parse("psp1", &profile));
    assert_int_equal(profile, FEED_PROFILE_PSP1);
    assert_false(feed_profile_parse("Apple", &profile));
    assert_int_equal(profile, FEED_PROFILE_PSP1);
    assert_string_equal(feed_severity_name(FEED_REFUSED), "error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_show_is_clean_for_everybody),
        cmocka_unit_test(test_minimal_show_only_lacks_an_email),
        cmocka_unit_test(test_a_finding_is_about_its_episode),
        cmocka_unit_test(test_dates_are_judged_by_the_last_change),
        cmocka_unit_test(test_empty_and_hostile_shows_are_refused),
        cmocka_unit_test(test_profiles_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
