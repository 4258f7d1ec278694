/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/announce/announcer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW INT64_C(1795370400)

/* A command is told, which writes a line for each telling. */
struct world {
    char folder[64];
    char tell[160];
    char told[96];
    char name[8];
    struct config_show show;
    struct config config;
};

static int begin(void **state)
{
    struct world *world = calloc(1, sizeof *world);

    snprintf(world->folder, sizeof world->folder, "/tmp/roomcast-news-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    snprintf(world->told, sizeof world->told, "%s/told", world->folder);
    snprintf(world->tell, sizeof world->tell,
        "sh -c 'echo $ROOMCAST_REASON $ROOMCAST_SHOW >>%s'", world->told);
    snprintf(world->name, sizeof world->name, "weekly");
    world->show.name = world->name;
    world->config = (struct config){.path = world->folder,
        .state = world->folder,
        .tell = world->tell,
        .tell_limit_ns = INT64_C(10000000000),
        .shows = &world->show,
        .show_count = 1};
    *state = world;
    return 0;
}

static int end(void **state)
{
    static const char *const names[] = {"told", "announce/weekly.feed.json",
        "announce/weekly.live.json", "announce", "."};
    struct world *world = *state;
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", world->folder, names[i]);
        remove(path);
    }
    rmdir(world->folder);
    free(world);
    return 0;
}

static void note(struct announcer *announcer, enum announcement_reason reason,
    const char *print)
{
    const struct announcement news = {.reason = reason,
        .show = "weekly",
        .feed = "https://radio.example.org/weekly/feed.xml"};
    struct err err;

    assert_true(announcer_note(announcer, &news, print, &err));
}

struct count {
    int told;
    int failed;
    int given_up;
};

static void on_told(void *user, const struct announce_report *report)
{
    struct count *count = user;

    count->told += report->is_told;
    count->failed += !report->is_told;
    count->given_up += report->is_given_up;
    assert_true(report->is_told == !report->reason);
}

static struct count work(struct announcer *announcer, int64_t now, int64_t *due)
{
    struct count count = {0};
    const struct announce_turn turn = {
        .now = now, .stop_fd = -1, .told = on_told, .user = &count};
    struct err err;

    assert_true(announcer_work(announcer, &turn, due, &err));
    return count;
}

static void check_told(const struct world *world, const char *expected)
{
    char bytes[256];
    own_fd int fd = open(world->told, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, bytes, sizeof bytes - 1);

    assert_true(length >= 0);
    bytes[length] = '\0';
    assert_string_equal(bytes, expected);
}

static void test_news_are_told_once(void **state)
{
    struct world *world = *state;
    struct err err;
    own(announcer) announcer = announcer_new(&world->config, "feed", &err);
    int64_t due;

    note(announcer, ANNOUNCE_UPDATE, "a");
    assert_int_equal(work(announcer, NOW, &due).told, 1);
    assert_true(due == INT64_MAX);
    note(announcer, ANNOUNCE_UPDATE, "a");
    assert_int_equal(work(announcer, NOW, &due).told, 0);
    note(announcer, ANNOUNCE_UPDATE, "b");
    assert_int_equal(work(announcer, NOW, &due).told, 1);
    check_told(world, "update weekly\nupdate weekly\n");
}

static void test_what_is_live_does_not_take_the_place_of_the_feed(void **state)
{
    struct world *world = *state;
    struct err err;
    own(announcer) feed = announcer_new(&world->config, "feed", &err);
    own(announcer) live = announcer_new(&world->config, "live", &err);
    int64_t due;

    note(feed, ANNOUNCE_UPDATE, "a");
    note(live, ANNOUNCE_LIVE, "a");
    assert_int_equal(work(live, NOW, &due).told, 1);
    note(live, ANNOUNCE_LIVE_END, "b");
    assert_int_equal(work(live, NOW, &due).told, 1);
    assert_int_equal(work(feed, NOW, &due).told, 1);
    check_told(world, "live weekly\nliveEnd weekly\nupdate weekly\n");
}

static void test_newer_news_take_the_place_of_older_ones(void **state)
{
    struct world *world = *state;
    struct err err;
    own(announcer) announcer = announcer_new(&world->config, "live", &err);
    int64_t due;

    note(announcer, ANNOUNCE_LIVE, "a");
    note(announcer, ANNOUNCE_LIVE_END, "b");
    assert_int_equal(work(announcer, NOW, &due).told, 1);
    check_told(world, "liveEnd weekly\n");
}

static void test_failures_are_tried_again_with_growing_pauses(void **state)
{
    static char nothing[] = "false";
    struct world *world = *state;
    struct err err;
    int64_t now = NOW;
    int64_t due;

    world->config.tell = nothing;
    own(announcer) announcer = announcer_new(&world->config, "feed", &err);
    note(announcer, ANNOUNCE_UPDATE, "a");
    for (int tries = 1; tries < ANNOUNCER_MOST_TRIES; tries++) {
        struct count count = work(announcer, now, &due);
        assert_int_equal(count.failed, 1);
        assert_int_equal(count.given_up, 0);
        assert_int_equal(due, now + announcer_pause(tries));
        assert_int_equal(work(announcer, due - 1, &now).failed, 0);
        now = due;
    }
    assert_int_equal(work(announcer, now, &due).given_up, 1);
    assert_true(due == INT64_MAX);
    assert_int_equal(work(announcer, now + 1000000, &due).failed, 0);
    assert_true(now - NOW < 86400);
}

static void test_without_anybody_to_tell_nothing_is_kept(void **state)
{
    struct world *world = *state;
    struct err err;
    char path[128];
    int64_t due;

    world->config.tell = NULL;
    own(announcer) announcer = announcer_new(&world->config, "feed", &err);
    note(announcer, ANNOUNCE_UPDATE, "a");
    assert_int_equal(work(announcer, NOW, &due).told, 0);
    snprintf(path, sizeof path, "%s/announce", world->folder);
    assert_int_equal(access(path, F_OK), -1);
}

#define NEWS_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEWS_TEST(test_news_are_told_once),
        NEWS_TEST(test_what_is_live_does_not_take_the_place_of_the_feed),
        NEWS_TEST(test_newer_news_take_the_place_of_older_ones),
        NEWS_TEST(test_failures_are_tried_again_with_growing_pauses),
        NEWS_TEST(test_without_anybody_to_tell_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
