/* SPDX-License-Identifier: BSD-2-Clause */
/* Rule by rule: a show without a fault is given one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "feeds/podcast_guid.h"
#include "tests/feeds/spoilt_show.h"

static void test_full_show_has_no_fault(void **state)
{
    struct found found = {0};

    (void)state;
    assert_true(feed_check(&full_show, spoilt_show_remember, &found));
    assert_string_equal(found.rules, "");
    assert_true(feed_check(&full_show, NULL, NULL));
}

static void test_minimal_show_only_lacks_an_email(void **state)
{
    (void)state;
    spoilt_show_expect(&minimal_show, "email-missing", FEED_WARNING, "channel");
}

static void test_show_texts(void **state)
{
    static char long_text[5000];
    struct spoilt spoilt;

    (void)state;
    memset(long_text, 'x', sizeof long_text - 1);
    SPOIL(show.title, NULL);
    refused(&spoilt, "title-missing");
    SPOIL(show.title, " \n");
    refused(&spoilt, "title-missing");
    SPOIL(show.description, NULL);
    refused(&spoilt, "description-missing");
    SPOIL(show.description, "bell\x07");
    warned(&spoilt, "text-not-clean");
    SPOIL(show.description, "a <b>bold</b> word");
    warned(&spoilt, "description-markup");
    SPOIL(show.description, long_text);
    warned(&spoilt, "description-too-long");
    SPOIL(show.author, NULL);
    refused(&spoilt, "author-missing");
    SPOIL(show.author, long_text + 5000 - 257);
    warned(&spoilt, "text-too-long");
    SPOIL(show.copyright, "\xC2\xA9 2026 Radio");
    warned(&spoilt, "copyright-redundant");
    SPOIL(show.title, "R&amp;D");
    warned(&spoilt, "title-markup");
    SPOIL(show.title, "R&D; a < b, 5 > 3 & x");
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_255_characters_are_counted_not_bytes(void **state)
{
    struct spoilt spoilt;
    char author[512];

    (void)state;
    for (int i = 0; i < 255; i++)
        memcpy(author + 2 * i, "\xC3\xA9", 2);
    author[510] = '\0';
    SPOIL(show.author, author);
    struct found found = {0};
    assert_true(feed_check(&spoilt.show, spoilt_show_remember, &found));
    assert_int_equal(found.count, 0);
    author[510] = '!';
    author[511] = '\0';
    warned(&spoilt, "text-too-long");
}

static void test_language(void **state)
{
    static const char *const good[] = {
        "en", "de-AT", "zh-Hant", "zh-Hant-TW", "es-419", "EN-gb"};
    static const char *const bad[] = {"english", "xx", "en-UK", "en_GB", "e",
        "en-", "en-GBR", "en-12", "en-Latin", "deu", "en GB"};
    struct spoilt spoilt;

    (void)state;
    SPOIL(show.language, NULL);
    refused(&spoilt, "language-missing");
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        SPOIL(show.language, good[i]);
        assert_true(feed_check(&spoilt.show, NULL, NULL));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        SPOIL(show.language, bad[i]);
        refused(&spoilt, "language-unknown");
    }
}

static void test_category(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(show.category, NULL);
    spoilt.show.subcategory = NULL;
    refused(&spoilt, "category-missing");
    SPOIL(show.category, "news");
    refused(&spoilt, "category-unknown");
    SPOIL(show.subcategory, "Books");
    refused(&spoilt, "subcategory-unknown");
    SPOIL(show.subcategory, NULL);
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_show_addresses(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(show.link, NULL);
    refused(&spoilt, "link-missing");
    SPOIL(show.link, "/weekly/");
    refused(&spoilt, "link-relative");
    SPOIL(show.link, "http://radio.example.org/");
    warned(&spoilt, "address-http");
    SPOIL(show.feed_url, NULL);
    refused(&spoilt, "feed-url-missing");
    SPOIL(show.feed_url, "feed.xml");
    refused(&spoilt, "feed-url-relative");
    SPOIL(show.feed_url, "https://e.org/a%2");
    refused(&spoilt, "address-invalid");
    SPOIL(show.image_url, NULL);
    refused(&spoilt, "image-missing");
    SPOIL(show.image_url, "cover.png");
    refused(&spoilt, "image-relative");
    SPOIL(show.image_url, "https://e.org/cover.webp");
    warned(&spoilt, "image-extension");
    SPOIL(show.image_url, "https://e.org/cover.JPG?v=1.2");
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_podcast_guid(void **state)
{
    static const char space[] = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6";
    char guid[IDENTIFIER_BYTES];
    struct spoilt spoilt;
    struct err err = {0};

    (void)state;
    SPOIL(show.guid, NULL);
    warned(&spoilt, "podcast-guid-missing");
    SPOIL(show.guid, "y0ur-gu1d-g035-h3r3");
    refused(&spoilt, "podcast-guid-invalid");
    SPOIL(show.guid, "2c2c0a4d-8c70-4ad3-9e44-0f0a5a9c6d61");
    warned(&spoilt, "podcast-guid-version");
    assert_true(identifier_from_name(space, full_show.feed_url, guid));
    SPOIL(show.guid, guid);
    refused(&spoilt, "podcast-guid-with-scheme");
    assert_true(identifier_from_name(
        space, full_show.feed_url + strlen("https:"), guid));
    refused(&spoilt, "podcast-guid-with-scheme");
    assert_true(podcast_guid_from_url(full_show.feed_url, guid, &err));
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_email(void **state)
{
    static const char *const bad[] = {"radio", "@e.org", "a@", "a@b@c.org",
        "a b@e.org", "Radio <a@e.org>", "a@localhost"};
    struct spoilt spoilt;

    (void)state;
    SPOIL(show.email, NULL);
    warned(&spoilt, "email-missing");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        SPOIL(show.email, bad[i]);
        warned(&spoilt, "email-invalid");
    }
}

static void test_type_and_change(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(show.type, "Serial");
    refused(&spoilt, "type-unknown");
    SPOIL(show.changed, 0);
    warned(&spoilt, "changed-missing");
}

static void test_number_of_episodes(void **state)
{
    static struct podcast_episode many[2001];
    struct spoilt spoilt;
    struct found found = {0};

    (void)state;
    SPOIL(show.episode_count, 0);
    refused(&spoilt, "episodes-missing");
    spoilt_show_copy(&spoilt);
    spoilt.show.episodes = many;
    spoilt.show.episode_count = sizeof many / sizeof *many;
    assert_false(feed_check(&spoilt.show, spoilt_show_remember, &found));
    assert_non_null(strstr(found.rules, "episodes-many "));
}

static void test_hostile_show_is_refused_without_harm(void **state)
{
    struct found found = {0};

    (void)state;
    assert_false(feed_check(&hostile_show, spoilt_show_remember, &found));
    assert_true(found.count > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_show_has_no_fault),
        cmocka_unit_test(test_minimal_show_only_lacks_an_email),
        cmocka_unit_test(test_show_texts),
        cmocka_unit_test(test_255_characters_are_counted_not_bytes),
        cmocka_unit_test(test_language),
        cmocka_unit_test(test_category),
        cmocka_unit_test(test_show_addresses),
        cmocka_unit_test(test_podcast_guid),
        cmocka_unit_test(test_email),
        cmocka_unit_test(test_type_and_change),
        cmocka_unit_test(test_number_of_episodes),
        cmocka_unit_test(test_hostile_show_is_refused_without_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
