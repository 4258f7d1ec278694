/* SPDX-License-Identifier: BSD-2-Clause */
/* Two states of a feed: what subscribers see, and which promises are broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "feeds/checker/feed_diff.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define SITE "https://e.org/pod/"

static void append_item(struct text *feed, const char *values)
{
    /* "GUID DATE FILE NUMBER" */
    char guid[32], date[32], file[96], number[32];

    assert_int_equal(
        sscanf(values, "%31s %31s %95s %31s", guid, date, file, number), 4);
    text_appendf(feed,
        "<item><title>Episode of %s</title><guid>%s</guid>"
        "<pubDate>%s</pubDate><enclosure url=\"%s\" length=\"1\"/>"
        "<i:episode>%s</i:episode></item>",
        date, guid, date, file, number);
}

/* A feed at an address with up to two items. */
static struct feed_tree *make_feed(
    const char *self, const char *one, const char *other)
{
    own_value(text) feed = {0};
    struct err err;

    text_appendf(&feed,
        "<rss xmlns:i=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
        " xmlns:a=\"http://www.w3.org/2005/Atom\"><channel>"
        "<title>Show</title><a:link rel=\"self\" href=\"%s\"/>",
        self);
    if (one)
        append_item(&feed, one);
    if (other)
        append_item(&feed, other);
    text_append(&feed, "</channel></rss>");
    struct feed_tree *tree =
        feed_parse(text_string(&feed), feed.length, FEED_LENIENT, NULL, &err);
    assert_non_null(tree);
    return tree;
}

static void remember_rule(void *user, const struct feed_finding *finding)
{
    own_value(text) line = {0};

    text_appendf(&line, "%s: %s\n", finding->rule, finding->message);
    text_append(user, text_string(&line));
}

static void remember_change(void *user, const struct feed_change *change)
{
    own_value(text) line = {0};

    text_appendf(&line, "%c %s %s>%s\n", "+-~!"[change->kind], change -> what,
        change -> before, change -> after);
    text_append(user, text_string(&line));
}

static void expect(const struct feed_tree *before,
    const struct feed_tree *after, const char *rules, const char *changes)
{
    own_value(text) found = {0};
    own_value(text) told = {0};
    struct feed_report report = {.told = remember_rule, .user = &found};

    feed_promises_check(before, after, &report);
    assert_true(feed_diff(before, after, remember_change, &told));
    if (!*rules)
        assert_string_equal(text_string(&found), "");
    else
        assert_non_null(strstr(text_string(&found), rules));
    assert_string_equal(text_string(&told), changes);
}

static void compare(const char *before, const char *after, const char *rules,
    const char *changes)
{
    own(feed_tree) old = make_feed(SITE "feed.xml", before, NULL);
    own(feed_tree) new = make_feed(SITE "feed.xml", after, NULL);

    expect(old, new, rules, changes);
}

static void test_what_stays_is_not_told(void **state)
{
    (void)state;
    compare(
        "a 2026-01-01 " SITE "a.mp3 1", "a 2026-01-01 " SITE "a.mp3 1", "", "");
    /* The same moment, written in another way. */
    compare("a 2026-01-01T00:00:00Z " SITE "a.mp3 1",
        "a 2026-01-01T01:00:00+0100 " SITE "a.mp3 1", "",
        "~ title Episode of 2026-01-01T00:00:00Z>"
        "Episode of 2026-01-01T01:00:00+0100\n");
}

static void test_broken_promises_name_both_values(void **state)
{
    (void)state;
    compare("a 2026-01-01 " SITE "a.mp3 1", "a 2026-01-01 " SITE "b.mp3 1",
        "enclosure-changed: the file was \"" SITE "a.mp3\" and is \"" SITE
        "b.mp3\" now",
        "! file " SITE "a.mp3>" SITE "b.mp3\n");
    compare("a 2026-01-01 " SITE "a.mp3 1", "a 2026-01-01 " SITE "a.mp3 2",
        "number-changed: the number was \"1\" and is \"2\" now",
        "! number 1>2\n");
    compare("a 2026-01-01 " SITE "a.mp3 1", "b 2026-01-01 " SITE "a.mp3 1",
        "guid-changed: the guid was \"a\" and is \"b\" now", "! guid a>b\n");
    compare("a 2026-01-01 " SITE "a.mp3 1", "b 2026-01-01 " SITE "b.mp3 1",
        "guid-changed", "! guid a>b\n! file " SITE "a.mp3>" SITE "b.mp3\n");
}

static void test_new_and_gone_episodes_break_nothing(void **state)
{
    (void)state;
    compare("a 2026-01-01 " SITE "a.mp3 1", "b 2026-01-02 " SITE "b.mp3 2", "",
        "+ episode >b\n- episode a>\n");
    compare(NULL, "b 2026-01-02 " SITE "b.mp3 2", "", "+ episode >b\n");
}

static void test_a_file_given_to_another_episode_is_no_new_guid(void **state)
{
    (void)state;
    own(feed_tree) old =
        make_feed(SITE "feed.xml", "a 2026-01-01 " SITE "a.mp3 1", NULL);
    own(feed_tree) new = make_feed(SITE "feed.xml",
        "b 2026-01-02 " SITE "a.mp3 2", "a 2026-01-01 " SITE "a.mp3 1");
    expect(old, new, "", "+ episode >b\n");
}

static void test_a_site_that_moves_as_a_whole_keeps_its_promises(void **state)
{
    (void)state;
    own(feed_tree) old =
        make_feed(SITE "feed.xml", "a 2026-01-01 " SITE "a/a.mp3 1", NULL);
    own(feed_tree) moved = make_feed("https://other.net/feed.xml",
        "a 2026-01-01 https://other.net/a/a.mp3 1", NULL);
    own(feed_tree) astray = make_feed("https://other.net/feed.xml",
        "a 2026-01-01 https://other.net/b/a.mp3 1", NULL);
    expect(old, moved, "",
        "~ address " SITE "feed.xml>https://other.net/feed.xml\n");
    expect(old, astray, "enclosure-changed",
        "~ address " SITE "feed.xml>https://other.net/feed.xml\n"
        "! file " SITE "a/a.mp3>https://other.net/b/a.mp3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_stays_is_not_told),
        cmocka_unit_test(test_broken_promises_name_both_values),
        cmocka_unit_test(test_new_and_gone_episodes_break_nothing),
        cmocka_unit_test(test_a_file_given_to_another_episode_is_no_new_guid),
        cmocka_unit_test(test_a_site_that_moves_as_a_whole_keeps_its_promises),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
