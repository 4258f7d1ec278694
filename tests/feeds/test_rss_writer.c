/* SPDX-License-Identifier: BSD-2-Clause */
/* The feed read back: every value is the record's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "feeds/clean_text.h"
#include "feeds/writer/rss_writer.h"
#include "tests/feeds/parsed_feed.h"
#include "tests/feeds/sample_shows.h"

static struct parsed_feed *write_and_parse(const struct podcast_show *show)
{
    own_value(text) bytes = {0};
    struct err err = {0};

    assert_true(rss_write(show, &bytes, &err));
    struct parsed_feed *feed = parsed_feed_new(bytes.bytes, bytes.length);
    assert_non_null(feed);
    return feed;
}

/* `base` and `path` are joined; NULL and blank values must be absent. */
static void expect(struct parsed_feed *feed, const char *base, const char *path,
    const char *value)
{
    own_value(text) cleaned = {0};
    char whole[256];

    snprintf(whole, sizeof whole, "%s/%s", base, path);
    own_heap(char) found = parsed_feed_get(feed, whole);
    if (is_blank_text(value)) {
        assert_null(found);
        return;
    }
    clean_line_append(&cleaned, value);
    if (!found)
        fail_msg("%s is not there", whole);
    assert_string_equal(found, text_string(&cleaned));
}

static void expect_number(struct parsed_feed *feed, const char *base,
    const char *path, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, number);
    expect(feed, base, path, number > 0 ? digits : NULL);
}

static void expect_date(
    struct parsed_feed *feed, const char *base, const char *path, int64_t utc)
{
    char whole[256];
    struct tm tm = {0};

    snprintf(whole, sizeof whole, "%s/%s", base, path);
    own_heap(char) found = parsed_feed_get(feed, whole);
    if (utc <= 0) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_non_null(strptime(found, "%a, %d %b %Y %H:%M:%S +0000", &tm));
    assert_int_equal(timegm(&tm), utc);
}

/* Paragraphs and line breaks back to what they were made from. */
static void append_plain(struct parsed_feed *notes, struct text *plain)
{
    int count = parsed_feed_count(notes, "/notes/p");

    for (int i = 1; i <= count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/notes/p[%d]", i);
        own_heap(char) paragraph = parsed_feed_get(notes, path);
        text_append(plain, i > 1 ? "\n\n" : "");
        text_append(plain, paragraph);
    }
}

static void expect_description(
    struct parsed_feed *feed, const char *base, const char *description)
{
    own_value(text) wrapped = {0};
    own_value(text) plain = {0};
    char path[256];

    snprintf(path, sizeof path, "%s/description", base);
    own_heap(char) html = parsed_feed_get(feed, path);
    if (!description) {
        assert_null(html);
        return;
    }
    assert_non_null(html);
    text_append(&wrapped, "<notes>");
    for (const char *at = html; *at;) {
        bool is_break = !strncmp(at, "<br/>", 5);
        text_append_bytes(&wrapped, is_break ? "\n" : at, 1);
        at += is_break ? 5 : 1;
    }
    text_append(&wrapped, "</notes>");
    own(parsed_feed) notes = parsed_feed_new(wrapped.bytes, wrapped.length);
    assert_non_null(notes);
    append_plain(notes, &plain);
    assert_string_equal(text_string(&plain), description);
}

static void expect_show(
    struct parsed_feed *feed, const struct podcast_show *show)
{
    static const char base[] = "/rss/channel";

    expect(feed, base, "title", show->title);
    expect(feed, base, "link", show->link);
    expect(feed, base, "language", show->language);
    expect(feed, base, "copyright", show->copyright);
    expect(feed, base, "atom:link[@rel='self']/@href", show->feed_url);
    expect(feed, base, "image/url", show->image_url);
    expect(feed, base, "image/title", show->image_url ? show->title : NULL);
    expect(feed, base, "image/link", show->image_url ? show->link : NULL);
    expect(feed, base, "itunes:image/@href", show->image_url);
    expect(feed, base, "itunes:author", show->author);
    expect(feed, base, "itunes:owner/itunes:email", show->email);
    expect(feed, base, "itunes:owner/itunes:name",
        show->email ? show->author : NULL);
    expect(feed, base, "itunes:category/@text", show->category);
    expect(
        feed, base, "itunes:category/itunes:category/@text", show->subcategory);
    expect(feed, base, "itunes:explicit", show->is_explicit ? "true" : "false");
    expect(feed, base, "itunes:type", show->type);
    expect(feed, base, "podcast:guid", show->guid);
    expect(feed, base, "podcast:locked", show->is_locked ? "yes" : "no");
    expect(feed, base, "podcast:locked/@owner", show->email);
    expect(feed, base, "podcast:medium", "podcast");
    expect_date(feed, base, "lastBuildDate", show->changed);
    assert_int_equal(
        parsed_feed_count(feed, "/rss/channel/item"), show->episode_count);
}

static void expect_alternate(struct parsed_feed *feed, const char *item,
    size_t at, const struct podcast_media *media)
{
    char base[128];

    snprintf(
        base, sizeof base, "%s/podcast:alternateEnclosure[%zu]", item, at + 1);
    expect(feed, base, "@type", media->type);
    expect_number(feed, base, "@length", media->length_bytes);
    expect_number(feed, base, "@bitrate", media->bitrate);
    expect(feed, base, "@title", media->title);
    expect(feed, base, "@codecs", media->codecs);
    expect(feed, base, "podcast:source/@uri", media->url);
    expect(
        feed, base, "podcast:integrity/@type", media->integrity ? "sri" : NULL);
    expect(feed, base, "podcast:integrity/@value", media->integrity);
}

static void expect_episode(
    struct parsed_feed *feed, size_t at, const struct podcast_episode *episode)
{
    const struct podcast_media *enclosure = &episode->enclosure;
    char base[64];

    snprintf(base, sizeof base, "/rss/channel/item[%zu]", at + 1);
    expect(feed, base, "title", episode->title);
    expect(feed, base, "link", episode->link);
    expect(feed, base, "guid", episode->guid);
    expect(feed, base, "guid/@isPermaLink", episode->guid ? "false" : NULL);
    expect_date(feed, base, "pubDate", episode->published);
    expect(feed, base, "enclosure/@url", enclosure->url);
    expect(feed, base, "enclosure/@type", enclosure->type);
    expect_number(feed, base, "enclosure/@length", enclosure->length_bytes);
    expect_number(feed, base, "itunes:duration",
        (int64_t)((double)episode->duration_ms / 1000 + 0.5));
    expect(
        feed, base, "itunes:explicit", episode->is_explicit ? "true" : "false");
    expect(feed, base, "itunes:episodeType", "full");
    expect_number(feed, base, "itunes:season", episode->season);
    expect_number(feed, base, "itunes:episode", episode->episode);
    for (size_t i = 0; i < episode->alternate_count; i++)
        expect_alternate(feed, base, i, &episode->alternates[i]);
}

static void expect_round_trip(const struct podcast_show *show)
{
    own(parsed_feed) feed = write_and_parse(show);

    expect_show(feed, show);
    for (size_t i = 0; i < show->episode_count; i++)
        expect_episode(feed, i, &show->episodes[i]);
}

static void test_every_value_comes_back(void **state)
{
    (void)state;
    expect_round_trip(&minimal_show);
    expect_round_trip(&full_show);
    expect_round_trip(&empty_show);
    expect_round_trip(long_show());
}

static void test_hostile_values_come_back_cleaned(void **state)
{
    (void)state;
    expect_round_trip(&hostile_show);
}

static void test_descriptions_come_back_as_plain_text(void **state)
{
    own(parsed_feed) feed = write_and_parse(&full_show);

    (void)state;
    expect_description(feed, "/rss/channel", full_show.description);
    for (size_t i = 0; i < full_show.episode_count; i++) {
        char base[64];
        snprintf(base, sizeof base, "/rss/channel/item[%zu]", i + 1);
        expect_description(feed, base, full_show.episodes[i].description);
    }
}

static void test_once_only_elements_are_there_once(void **state)
{
    static const char *const once[] = {"title", "link", "description",
        "language", "generator", "pubDate", "lastBuildDate", "atom:link",
        "image", "itunes:image", "itunes:author", "itunes:owner",
        "itunes:explicit", "itunes:type", "podcast:guid", "podcast:locked",
        "podcast:medium"};
    own(parsed_feed) feed = write_and_parse(&full_show);
    char path[64];

    (void)state;
    for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
        snprintf(path, sizeof path, "/rss/channel/%s", once[i]);
        assert_int_equal(parsed_feed_count(feed, path), 1);
    }
    assert_int_equal(parsed_feed_count(feed, "//item[count(enclosure)!=1]"), 0);
}

static void test_same_records_give_the_same_bytes_behind_what_is_there(
    void **state)
{
    own_value(text) once = {0};
    own_value(text) twice = {0};
    struct err err = {0};

    (void)state;
    assert_true(rss_write(&full_show, &once, &err));
    text_append(&twice, "before");
    assert_true(rss_write(&full_show, &twice, &err));
    assert_string_equal(
        text_string(&twice) + strlen("before"), text_string(&once));
}

static void test_channel_is_dated_by_its_newest_episode_and_last_change(
    void **state)
{
    own(parsed_feed) feed = write_and_parse(&full_show);

    (void)state;
    expect_date(
        feed, "/rss/channel", "pubDate", full_show.episodes[0].published);
    expect_date(feed, "/rss/channel", "lastBuildDate", full_show.changed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_value_comes_back),
        cmocka_unit_test(test_hostile_values_come_back_cleaned),
        cmocka_unit_test(test_descriptions_come_back_as_plain_text),
        cmocka_unit_test(test_once_only_elements_are_there_once),
        cmocka_unit_test(
            test_same_records_give_the_same_bytes_behind_what_is_there),
        cmocka_unit_test(
            test_channel_is_dated_by_its_newest_episode_and_last_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
