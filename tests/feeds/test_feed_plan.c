/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/writer/feed_plan.h"

#define DAY INT64_C(86400)
#define NEW_YEAR_2026 INT64_C(1767225600)
#define MOST 2000

static struct podcast_episode episodes[MOST];
static struct podcast_show show = {
    .feed_url = "https://e.org/feed.xml", .episodes = episodes};

/* `count` episodes, each so many days before the one before it. */
static struct feed_plan *plan_back(
    int64_t newest, int count, int64_t days_apart)
{
    struct err err = {0};

    for (int i = 0; i < count; i++)
        episodes[i].published = newest - i * days_apart * DAY;
    show.episode_count = (size_t)count;
    struct feed_plan *plan = feed_plan_new(&show, NULL, &err);
    assert_non_null(plan);
    return plan;
}

static void expect_document(const struct feed_plan *plan, size_t at,
    const char *address, size_t first, size_t count)
{
    assert_true(at < plan->count);
    const struct rss_document *document = &plan->documents[at];
    assert_string_equal(document->address, address);
    assert_int_equal(document->first, first);
    assert_int_equal(document->count, count);
    assert_int_equal(document->is_archive, at > 0);
    if (at + 1 < plan->count)
        assert_string_equal(
            document->previous, plan->documents[at + 1].address);
    else
        assert_null(document->previous);
}

static void test_few_episodes_are_one_document(void **state)
{
    own(feed_plan) plan = plan_back(NEW_YEAR_2026 - DAY, FEED_PLAN_RECENT, 7);
    own(feed_plan) none = plan_back(NEW_YEAR_2026, 0, 7);

    (void)state;
    assert_int_equal(plan->count, 1);
    expect_document(plan, 0, "https://e.org/feed.xml", 0, FEED_PLAN_RECENT);
    assert_int_equal(none->count, 1);
    expect_document(none, 0, "https://e.org/feed.xml", 0, 0);
}

static void test_weekly_show_has_an_archive_for_each_year(void **state)
{
    own(feed_plan) plan = plan_back(NEW_YEAR_2026 - DAY, 250, 7);

    (void)state;
    assert_int_equal(plan->count, 5);
    expect_document(plan, 0, "https://e.org/feed.xml", 0, FEED_PLAN_RECENT);
    expect_document(plan, 1, "https://e.org/feed-2024.xml", 53, 52);
    expect_document(plan, 2, "https://e.org/feed-2023.xml", 105, 52);
    expect_document(plan, 3, "https://e.org/feed-2022.xml", 157, 52);
    expect_document(plan, 4, "https://e.org/feed-2021.xml", 209, 41);
}

static void test_daily_show_has_an_archive_for_each_month(void **state)
{
    own(feed_plan) plan = plan_back(NEW_YEAR_2026 - DAY, 365, 1);

    (void)state;
    expect_document(plan, 0, "https://e.org/feed.xml", 0, FEED_PLAN_RECENT);
    expect_document(plan, 1, "https://e.org/feed-2025-09.xml", 92, 30);
    expect_document(plan, 9, "https://e.org/feed-2025-01.xml", 334, 31);
    assert_int_equal(plan->count, 10);
}

static void test_open_month_is_never_archived(void **state)
{
    own(feed_plan) plan = plan_back(NEW_YEAR_2026 - 1, 600, 0);

    (void)state;
    assert_int_equal(plan->count, 1);
    expect_document(plan, 0, "https://e.org/feed.xml", 0, 600);
}

/* What an archive holds, by date. */
static int64_t oldest_of(const struct feed_plan *plan, const char *address)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct rss_document *document = &plan->documents[i];
        if (strcmp(document->address, address) == 0)
            return episodes[document->first].published * 1000 +
                   (int64_t)document->count;
    }
    return -1;
}

static void test_archives_stay_as_they_are_as_episodes_come(void **state)
{
    int64_t first = NEW_YEAR_2026 - 900 * DAY;
    int64_t once[2] = {-1, -1};
    int64_t now[2];

    (void)state;
    for (int count = 1; count < 300; count++) {
        own(feed_plan) plan = plan_back(first + count * 7 * DAY, count, 7);
        now[0] = oldest_of(plan, "https://e.org/feed-2023.xml");
        now[1] = oldest_of(plan, "https://e.org/feed-2024.xml");
        for (int i = 0; i < 2; i++) {
            assert_true(once[i] == -1 || once[i] == now[i]);
            once[i] = now[i];
        }
    }
    assert_true(once[0] > 0 && once[1] > 0);
}

static void test_every_episode_is_in_some_document(void **state)
{
    static const int64_t apart[] = {0, 1, 2, 7, 40};

    (void)state;
    for (int i = 0; i < 5; i++) {
        own(feed_plan) plan = plan_back(NEW_YEAR_2026, MOST, apart[i]);
        size_t next = 0;
        for (size_t at = 0; at < plan->count; at++) {
            const struct rss_document *document = &plan->documents[at];
            assert_true(document->first <= next);
            next = document->first + document->count;
        }
        assert_int_equal(next, MOST);
    }
}

static void test_a_format_has_archives_of_its_own(void **state)
{
    static const struct podcast_format opus = {
        "Opus", "audio/ogg", "https://e.org/opus"};
    struct err err = {0};
    own(feed_plan) first = plan_back(NEW_YEAR_2026 - DAY, 250, 7);
    own(feed_plan) plan = feed_plan_new(&show, &opus, &err);

    (void)state;
    assert_non_null(plan);
    assert_int_equal(plan->count, first->count);
    expect_document(plan, 0, "https://e.org/opus", 0, FEED_PLAN_RECENT);
    expect_document(plan, 1, "https://e.org/opus-2024.xml", 53, 52);
    assert_ptr_equal(plan->documents[1].format, &opus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_episodes_are_one_document),
        cmocka_unit_test(test_weekly_show_has_an_archive_for_each_year),
        cmocka_unit_test(test_daily_show_has_an_archive_for_each_month),
        cmocka_unit_test(test_open_month_is_never_archived),
        cmocka_unit_test(test_archives_stay_as_they_are_as_episodes_come),
        cmocka_unit_test(test_every_episode_is_in_some_document),
        cmocka_unit_test(test_a_format_has_archives_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
