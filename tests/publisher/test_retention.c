/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/retention.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DAY INT64_C(86400)
#define NOW (INT64_C(1000) * DAY)
#define COUNT 5

static char weekly[] = "weekly";

/* Five listed episodes of 100 bytes each, 50, 40, 30, 20 and 10 days old. */
struct shelf {
    struct config_show show;
    struct catalogue_episode episodes[COUNT];
    bool has_media[COUNT];
    int64_t free_bytes;
    enum retention_reason reasons[COUNT];
};

static struct shelf shelf_of_five(void)
{
    struct shelf shelf = {.show = {.name = weekly, .grace_s = 7 * DAY}};

    for (int i = 0; i < COUNT; i++) {
        struct catalogue_episode *episode = &shelf.episodes[i];
        snprintf(episode->show, sizeof episode->show, "weekly");
        episode->state = EPISODE_LISTED;
        episode->published = NOW - (50 - 10 * i) * DAY;
        episode->mp3.length_bytes = 60;
        episode->opus.length_bytes = 40;
        shelf.has_media[i] = true;
    }
    return shelf;
}

static void decide(struct shelf *shelf)
{
    const struct episode_list list = {shelf->episodes, COUNT};
    const struct retention_input input = {.show = &shelf->show,
        .episodes = &list,
        .has_media = shelf->has_media,
        .free_bytes = shelf->free_bytes,
        .now = NOW};

    memset(shelf->reasons, 0, sizeof shelf->reasons);
    retention_decide(&input, shelf->reasons);
}

/* "AA---": by age, count, space, or not at all. */
static void expect(struct shelf *shelf, const char *expected)
{
    static const char letters[] = "-ACS";
    char found[COUNT + 1] = "";

    decide(shelf);
    for (int i = 0; i < COUNT; i++)
        found[i] = letters[shelf->reasons[i]];
    assert_string_equal(found, expected);
}

static void test_without_a_rule_all_stay(void **state)
{
    struct shelf shelf = shelf_of_five();

    (void)state;
    expect(&shelf, "-----");
}

static void test_the_old_go_but_never_the_newest(void **state)
{
    struct shelf shelf = shelf_of_five();

    (void)state;
    shelf.show.keep_age_s = 30 * DAY;
    expect(&shelf, "AAA--");
    shelf.show.keep_age_s = DAY;
    expect(&shelf, "AAAA-");
}

static void test_of_too_many_the_oldest_go(void **state)
{
    struct shelf shelf = shelf_of_five();

    (void)state;
    shelf.show.keep_count = 3;
    expect(&shelf, "CC---");
    shelf.show.keep_age_s = 45 * DAY;
    expect(&shelf, "AC---");
}

static void test_for_space_as_many_go_as_make_it(void **state)
{
    struct shelf shelf = shelf_of_five();

    (void)state;
    shelf.show.keep_free_bytes = 1000;
    shelf.free_bytes = 850;
    expect(&shelf, "SS---");
    /* What leaves already will be free. */
    shelf.episodes[0].hidden = NOW - DAY;
    shelf.episodes[0].remove_at = NOW + DAY;
    expect(&shelf, "-S---");
    shelf.episodes[0].removed = NOW;
    expect(&shelf, "-SS--");
    shelf.free_bytes = 0;
    expect(&shelf, "-SSS-");
}

static void test_what_is_not_safe_or_wanted_stays(void **state)
{
    struct shelf shelf = shelf_of_five();

    (void)state;
    shelf.show.keep_age_s = 5 * DAY;
    shelf.has_media[0] = false;
    shelf.episodes[1].is_kept = true;
    shelf.episodes[2].state = EPISODE_VERIFIED;
    snprintf(shelf.episodes[3].show, sizeof shelf.episodes[3].show, "other");
    expect(&shelf, "-----");
}

static void test_media_go_after_their_grace(void **state)
{
    struct catalogue_episode episode = {.hidden = 1, .remove_at = NOW};

    (void)state;
    assert_false(retention_removes(&episode, NOW - 1));
    assert_true(retention_removes(&episode, NOW));
    episode.removed = NOW;
    assert_false(retention_removes(&episode, NOW));
    episode = (struct catalogue_episode){.hidden = 1};
    assert_false(retention_removes(&episode, NOW));
}

static void test_it_knows_when_it_is_due(void **state)
{
    struct shelf shelf = shelf_of_five();
    struct catalogue_episode *newest = &shelf.episodes[4];

    (void)state;
    assert_int_equal(retention_due(&shelf.show, newest, NOW), INT64_MAX);
    shelf.show.keep_age_s = 30 * DAY;
    assert_int_equal(retention_due(&shelf.show, newest, NOW), NOW + 20 * DAY);
    shelf.show.keep_recordings_s = 15 * DAY;
    assert_int_equal(retention_due(&shelf.show, newest, NOW), NOW + 5 * DAY);
    newest->hidden = NOW;
    newest->remove_at = NOW + 7 * DAY;
    assert_int_equal(retention_due(&shelf.show, newest, NOW), NOW + 7 * DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_rule_all_stay),
        cmocka_unit_test(test_the_old_go_but_never_the_newest),
        cmocka_unit_test(test_of_too_many_the_oldest_go),
        cmocka_unit_test(test_for_space_as_many_go_as_make_it),
        cmocka_unit_test(test_what_is_not_safe_or_wanted_stays),
        cmocka_unit_test(test_media_go_after_their_grace),
        cmocka_unit_test(test_it_knows_when_it_is_due),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
