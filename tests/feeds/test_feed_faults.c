/* SPDX-License-Identifier: BSD-2-Clause */
/* Each broken feed of the corpus is named for its fault, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/checker/feed_checker.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "tests/feeds/feed_faults.h"

/* Sun, 25 Jan 2026 00:00:00 UTC: a day after the feed was made. */
#define NOW 1769299200

struct found {
    char rules[256];
    char message[512];
    int line;
    size_t count;
};

static void remember(void *user, const struct feed_finding *finding)
{
    struct found *found = user;
    size_t used = strlen(found->rules);

    assert_true(*finding->title && *finding->source && *finding->fix);
    assert_true(*finding->message && *finding->where);
    assert_null(strchr(finding->message, '\n'));
    snprintf(found->rules + used, sizeof found->rules - used, "%s%s",
        used ? " " : "", finding->rule);
    snprintf(found->message, sizeof found->message, "%s", finding->message);
    found->line = finding->line;
    found->count++;
}

static char *read_feed(void)
{
    FILE *file = fopen("feeds/complete.xml", "r");
    char *bytes = calloc(1, 65536);

    assert_non_null(file);
    assert_non_null(bytes);
    assert_true(fread(bytes, 1, 65535, file) > 1000);
    fclose(file);
    return bytes;
}

static bool check(const char *bytes, size_t length, enum feed_profile profile,
    struct found *found)
{
    struct feed_report report = {
        .profile = profile, .now = NOW, .told = remember, .user = found};

    return feed_check_bytes(&report, bytes, length, NULL);
}

static void expect(const char *bytes, const char *rules)
{
    struct found found = {0};

    check(bytes, strlen(bytes), FEED_PROFILE_ALL, &found);
    if (strcmp(found.rules, rules) != 0)
        fail_msg("expected \"%s\", found \"%s\" (%s)", rules, found.rules,
            found.message);
}

static void test_a_feed_without_fault_is_left_in_peace(void **state)
{
    own_heap(char) feed = read_feed();

    (void)state;
    for (int i = 0; i < FEED_PROFILE_COUNT; i++) {
        struct found found = {0};
        assert_true(check(feed, strlen(feed), (enum feed_profile)i, &found));
        assert_string_equal(found.rules, "");
    }
}

static void spoil(const char *feed, const struct feed_fault_row *row)
{
    own_value(text) spoilt = {0};
    const char *place = strstr(feed, row->find);

    if (!place)
        fail_msg("%s: \"%s\" is not in the feed", row->rule, row->find);
    text_append_bytes(&spoilt, feed, (size_t)(place - feed));
    text_append(&spoilt, row->put);
    text_append(&spoilt, place + strlen(row->find));
    expect(text_string(&spoilt), row->rule);
}

static void test_each_fault_is_named_and_nothing_else(void **state)
{
    own_heap(char) feed = read_feed();

    (void)state;
    for (size_t i = 0; i < feed_fault_count; i++)
        spoil(feed, &feed_faults[i]);
}

static void test_a_finding_has_its_line(void **state)
{
    own_heap(char) feed = read_feed();
    struct found found = {0};
    char *place = strstr(feed, "<language>en-GB");

    (void)state;
    memcpy(place, "<language>xx-GB", 15);
    assert_false(check(feed, strlen(feed), FEED_PROFILE_ALL, &found));
    assert_string_equal(found.rules, "language-unknown");
    assert_int_equal(found.line, 13);
}

static void test_what_is_no_feed(void **state)
{
    (void)state;
    expect("", "root-not-rss");
    expect("  \n", "root-not-rss");
    expect("Not found", "root-not-rss");
    expect("<!DOCTYPE html><html><body>404</body></html>", "root-not-rss");
    expect("<html lang=\"en\"></html>", "root-not-rss");
    expect("<?xml version=\"1.0\"?><feed/>", "root-not-rss");
    expect("<rss version=\"2.0\"/>", "root-not-rss");
    expect("\xFF\xFE<\0?\0", "encoding-not-utf8");
}

static void test_a_nul_byte_is_a_control_character(void **state)
{
    static const char bytes[] = "<?xml version=\"1.0\"?><rss>\0</rss>";
    struct found found = {0};

    (void)state;
    assert_false(check(bytes, sizeof bytes - 1, FEED_PROFILE_ALL, &found));
    assert_string_equal(found.rules, "control-character");
}

/* Opus in the enclosure is what free readers play and Apple refuses. */
static void test_profiles_differ(void **state)
{
    own_heap(char) feed = read_feed();
    own_value(text) opus = {0};
    static const char find[] = "rain.m4a\" length=\"38408000\" type=\"audio/"
                               "x-m4a\"";
    char *place = strstr(feed, find);
    struct found found = {0};

    (void)state;
    assert_non_null(place);
    text_append_bytes(&opus, feed, (size_t)(place - feed));
    text_append(&opus, "rain.opus\" length=\"38408000\" type=\"audio/ogg\"");
    text_append(&opus, place + strlen(find));
    assert_false(
        check(text_string(&opus), opus.length, FEED_PROFILE_APPLE, &found));
    assert_true(
        check(text_string(&opus), opus.length, FEED_PROFILE_OPEN, &found));
    assert_string_equal(found.rules, "enclosure-format enclosure-format");
}

static void append_items(struct text *feed, const char *from, int count)
{
    const char *item = strstr(from, "    <item>\n      <title>Where");
    const char *end = strstr(item, "</item>");

    for (int i = 0; i < count; i++)
        text_append_bytes(feed, item, (size_t)(end + 7 - item));
    text_append(feed, "</channel></rss>");
}

static void test_numbers_of_episodes(void **state)
{
    own_heap(char) feed = read_feed();
    own_value(text) many = {0};
    struct found found = {0};
    size_t head = (size_t)(strstr(feed, "    <item>") - feed);

    (void)state;
    text_append_bytes(&many, feed, head);
    append_items(&many, feed, 0);
    expect(text_string(&many), "episodes-missing");
    text_reset(&many);
    text_append_bytes(&many, feed, head);
    append_items(&many, feed, 301);
    check(text_string(&many), many.length, FEED_PROFILE_ALL, &found);
    assert_memory_equal(found.rules, "episodes-many ", 14);
}

static void test_sizes(void **state)
{
    own_heap(char) feed = read_feed();
    own_value(text) large = {0};

    (void)state;
    text_append(&large, feed);
    for (int i = 0; i < 1024; i++)
        text_appendf(&large, "<!--%1024s-->", "");
    expect(text_string(&large), "feed-large");
    for (int i = 0; i < 10240; i++)
        text_appendf(&large, "<!--%1024s-->", "");
    expect(text_string(&large), "feed-too-large");
}

static void test_the_public_address(void **state)
{
    own_heap(char) feed = read_feed();
    struct found found = {0};
    struct feed_report report = {.now = NOW,
        .public_url = "https://radio.example.org/other.xml",
        .told = remember,
        .user = &found};

    (void)state;
    assert_false(feed_check_bytes(&report, feed, strlen(feed), NULL));
    assert_string_equal(found.rules, "feed-url-differs");
}

/* No expansion, no file, no network; and no long wait. */
static void test_entities_are_refused(void **state)
{
    (void)state;
    expect("<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>"
           "<rss version=\"2.0\"><channel><title>&b;</title></channel></rss>",
        "entity-undeclared");
    expect("<!DOCTYPE rss SYSTEM \"file:///etc/passwd\"><rss/>",
        "doctype rss-version root-not-rss");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_feed_without_fault_is_left_in_peace),
        cmocka_unit_test(test_each_fault_is_named_and_nothing_else),
        cmocka_unit_test(test_a_finding_has_its_line),
        cmocka_unit_test(test_what_is_no_feed),
        cmocka_unit_test(test_a_nul_byte_is_a_control_character),
        cmocka_unit_test(test_profiles_differ),
        cmocka_unit_test(test_numbers_of_episodes),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_the_public_address),
        cmocka_unit_test(test_entities_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
