/* SPDX-License-Identifier: BSD-2-Clause */
/* What was written is read back as it was, and wild feeds are understood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "feeds/reader/feed_reader.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/text.h"
#include "tests/feeds/rich_show.h"
#include "tests/feeds/sample_shows.h"

static struct feed_reading *read_string(const char *feed)
{
    struct err err;
    struct feed_reading *reading = feed_read(feed, strlen(feed), NULL, &err);

    if (!reading)
        fail_msg("%s", err.text);
    return reading;
}

static void expect_same(const struct podcast_show *show)
{
    own_value(text) first = {0};
    own_value(text) second = {0};
    struct err err;

    assert_true(rss_write(show, &first, &err));
    own(feed_reading) reading = read_string(text_string(&first));
    assert_true(rss_write(feed_reading_show(reading), &second, &err));
    assert_string_equal(text_string(&first), text_string(&second));
}

static void test_written_and_read_back_nothing_is_lost(void **state)
{
    (void)state;
    expect_same(&minimal_show);
    expect_same(&full_show);
    expect_same(&rich_show);
    expect_same(long_show());
}

static void count_loss(void *user, const char *name, int line, size_t count)
{
    own_value(text) text = {0};

    assert_true(line > 0 && count > 0);
    text_appendf(&text, "%s*%zu ", name, count);
    text_append(user, text_string(&text));
}

static void test_our_own_feeds_have_no_losses(void **state)
{
    own_value(text) feed = {0};
    own_value(text) losses = {0};
    struct err err;

    (void)state;
    assert_true(rss_write(&rich_show, &feed, &err));
    own(feed_reading) reading = read_string(text_string(&feed));
    feed_reading_list_losses(reading, count_loss, &losses);
    assert_string_equal(text_string(&losses), "");
}

#define HEAD                                                                   \
    "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/"             \
    "podcast-1.0.dtd' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
#define TAIL "</channel></rss>"

static void test_losses_are_named_once_with_their_number(void **state)
{
    own_value(text) losses = {0};

    (void)state;
    own(feed_reading) reading = read_string(HEAD
        "<title>x</title><itunes:keywords>a</itunes:keywords>"
        "<itunes:category text='Arts'/><itunes:category text='News'/>"
        "<item><title>a</title><media:rating>x</media:rating></item>"
        "<item><title>b</title><media:rating>x</media:rating></item>" TAIL);
    feed_reading_list_losses(reading, count_loss, &losses);
    assert_string_equal(
        text_string(&losses), "itunes:keywords*1 itunes:category*1 rating*2 ");
}

static void test_what_people_write_is_understood(void **state)
{
    (void)state;
    own(feed_reading) reading = read_string(
        "junk\n" HEAD "<title>Q & A &ndash; caf\xE9</title>"
        "<link>https://e.org/show/</link>"
        "<itunes:category text='arts'><itunes:category text='DESIGN'/>"
        "</itunes:category><itunes:explicit>Yes</itunes:explicit>"
        "<image><url>/logo.png</url></image>"
        "<item><itunes:title>One</itunes:title>"
        "<enclosure url='one two.mp3' length='x' type='audio/mpeg'/>"
        "<pubDate>Wednesday, 7 Jan 26 9:05 PST</pubDate>"
        "<itunes:duration>1:02:03</itunes:duration>"
        "<description>Plain &amp;amp; simple</description></item>"
        "<item><title>cut");
    const struct podcast_show *show = feed_reading_show(reading);
    assert_string_equal(show->title, "Q & A \xE2\x80\x93 caf\xEF\xBF\xBD");
    assert_string_equal(show->category, "Arts");
    assert_string_equal(show->subcategory, "Design");
    assert_true(show->is_explicit);
    assert_string_equal(show->image_url, "https://e.org/logo.png");
    assert_int_equal(show->episode_count, 2);
    const struct podcast_episode *episode = &show->episodes[0];
    assert_string_equal(episode->title, "One");
    assert_string_equal(
        episode->enclosure.url, "https://e.org/show/one%20two.mp3");
    assert_string_equal(episode->guid, episode->enclosure.url);
    assert_int_equal(episode->enclosure.length_bytes, 0);
    assert_int_equal(episode->published, 1767805500);
    assert_int_equal(episode->duration_ms, 3723000);
    assert_int_equal(episode->description_markup, PODCAST_HTML);
    assert_string_equal(show->episodes[1].title, "cut");
}

static void test_encodings(void **state)
{
    static const char utf16[] = "\xFF\xFE<\0r\0s\0s\0>\0<\0c\0h\0a\0n\0n\0e\0"
                                "l\0>\0<\0t\0i\0t\0l\0e\0>\0\xE9\0<\0/\0t\0"
                                "i\0t\0l\0e\0>\0";
    struct err err;

    (void)state;
    own(feed_reading) latin =
        read_string("<?xml version='1.0' encoding='ISO-8859-1'?>"
                    "<rss><channel><title>caf\xE9</title></channel></rss>");
    assert_string_equal(feed_reading_show(latin)->title, "caf\xC3\xA9");
    own(feed_reading) lying =
        read_string("<?xml version='1.0' encoding='ISO-8859-1'?>"
                    "<rss><channel><title>caf\xC3\xA9</title></channel></rss>");
    assert_string_equal(feed_reading_show(lying)->title, "caf\xC3\xA9");
    own(feed_reading) wide = feed_read(utf16, sizeof utf16 - 1, NULL, &err);
    assert_non_null(wide);
    assert_string_equal(feed_reading_show(wide)->title, "\xC3\xA9");
}

static void test_namespaces_are_known_by_what_was_meant(void **state)
{
    (void)state;
    own(feed_reading) reading = read_string(
        "<rss xmlns:itunes='http://www.itunes.com/DTDs/Podcast-1.0.dtd'"
        " xmlns:p='https://podcastindex.org/namespace/1.0'><channel>"
        "<itunes:author>Ada</itunes:author><p:medium>music</p:medium>"
        "<podcast:guid>x</podcast:guid></channel></rss>");
    const struct podcast_show *show = feed_reading_show(reading);
    assert_string_equal(show->author, "Ada");
    assert_string_equal(show->medium, "music");
    assert_string_equal(show->guid, "x");
}

static void test_addresses_that_are_none_are_left_out(void **state)
{
    (void)state;
    own(feed_reading) reading = read_string(
        HEAD "<link>javascript:alert(1)</link><item><title>x</title>"
             "<enclosure url='file:///etc/passwd' type='audio/mpeg'/>"
             "<link>page.html</link></item>" TAIL);
    const struct podcast_show *show = feed_reading_show(reading);
    assert_null(show->link);
    assert_null(show->episodes[0].enclosure.url);
    assert_null(show->episodes[0].link);
}

/* Quadratic or exponential in their size elsewhere. */
static void test_hostile_documents_end_soon(void **state)
{
    own_value(text) feed = {0};
    struct err err;

    (void)state;
    text_append(&feed, "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>"
                       "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
                       "<!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
                       "<rss><channel><title>&b;&c;</title>");
    own(feed_reading) entities = read_string(text_string(&feed));
    assert_string_equal(feed_reading_show(entities)->title, "&b;&c;");
    text_reset(&feed);
    for (int i = 0; i < 100000; i++)
        text_append(&feed, "<a>");
    assert_null(feed_read(text_string(&feed), feed.length, NULL, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    text_reset(&feed);
    text_append(&feed, "<rss ");
    for (int i = 0; i < 100000; i++)
        text_appendf(&feed, "a%d='' ", i);
    assert_null(feed_read(text_string(&feed), feed.length, NULL, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_what_is_no_feed(void **state)
{
    static const char *const documents[] = {"", "x", "<html></html>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>", "<rss/>"};
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        assert_null(feed_read(documents[i], strlen(documents[i]), NULL, &err));
        assert_int_equal(err.kind, ERR_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_and_read_back_nothing_is_lost),
        cmocka_unit_test(test_our_own_feeds_have_no_losses),
        cmocka_unit_test(test_losses_are_named_once_with_their_number),
        cmocka_unit_test(test_what_people_write_is_understood),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_namespaces_are_known_by_what_was_meant),
        cmocka_unit_test(test_addresses_that_are_none_are_left_out),
        cmocka_unit_test(test_hostile_documents_end_soon),
        cmocka_unit_test(test_what_is_no_feed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
