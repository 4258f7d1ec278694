/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/item_tags.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/texts/item_keys.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* One of each, as people write it, and what becomes of it. */
static const struct {
    const char *key;
    const char *value;
    const char *json;
} samples[] = {
    {"season-name", "Spring", "\"season\":{\"name\":\"Spring\"}"},
    {"number-name", "Ch. 3", "\"number\":{\"name\":\"Ch. 3\"}"},
    {"soundbites", "0:12:03.5-12:33  The  bridge",
        "\"soundbites\":[{\"start_ms\":723500,\"duration_ms\":29500,"
        "\"title\":\"The bridge\"}]"},
    {"location", "Hackney, London (subject) geo:51.5,-0.1 osm:R1 country:GB",
        "\"locations\":[{\"name\":\"Hackney, London\","
        "\"relation\":\"subject\",\"geo\":\"geo:51.5,-0.1\",\"osm\":\"R1\","
        "\"country\":\"GB\"}]"},
    {"links", "https://example.org/1 On video",
        "\"links\":[{\"url\":\"https://example.org/1\","
        "\"text\":\"On video\"}]"},
    {"funding", "https://example.org/give",
        "\"funding\":[{\"url\":\"https://example.org/give\"}]"},
    {"txt", "verify S6lpp 7",
        "\"txt\":[{\"text\":\"S6lpp 7\",\"purpose\":\"verify\"}]"},
    {"social", "https://social.example.org/@w/1 @w",
        "\"social\":[{\"protocol\":\"activitypub\","
        "\"url\":\"https://social.example.org/@w/1\",\"account\":\"@w\"}]"},
    {"image", "https://example.org/w.jpg 1200x675 A bridge",
        "\"images\":[{\"url\":\"https://example.org/w.jpg\","
        "\"alt\":\"A bridge\",\"width\":1200,\"height\":675}]"},
    {"license", "cc-by-4.0", "\"license\":{\"name\":\"cc-by-4.0\"}"},
    {"chat", "irc irc.example.org #weekly",
        "\"chat\":{\"server\":\"irc.example.org\",\"protocol\":\"irc\","
        "\"space\":\"#weekly\"}"},
};
#define SAMPLE_COUNT (sizeof samples / sizeof *samples)

static void add(struct podcast_episode *item, const char *key,
    const char *value, struct feed_storage *storage)
{
    struct err err = {0};

    if (!item_keys_add(item, key, value, storage, &err))
        fail_msg("%s: %s", key, err.text);
}

static void test_each_key_is_understood_and_kept_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        own(feed_storage) storage = feed_storage_new();
        struct podcast_episode item = {0};
        struct err err;
        own_value(text) expected = {0};
        add(&item, samples[i].key, samples[i].value, storage);
        own_heap(char) tags = item_tags_format(&item, true, &err);
        text_appendf(&expected, "{%s}", samples[i].json);
        assert_string_equal(tags, text_string(&expected));
        assert_true(item_keys_have(samples[i].key));
    }
    assert_false(item_keys_have("soundbite"));
}

static void test_what_is_read_back_is_written_the_same(void **state)
{
    own(feed_storage) storage = feed_storage_new();
    struct podcast_episode item = {0};
    struct podcast_episode again = {0};
    struct err err;

    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < SAMPLE_COUNT; i++)
            add(&item, samples[i].key, samples[i].value, storage);
    own_heap(char) tags = item_tags_format(&item, true, &err);
    assert_true(item_tags_read(tags, storage, &again, &err));
    own_heap(char) rewritten = item_tags_format(&again, true, &err);
    assert_string_equal(tags, rewritten);
    assert_int_equal(again.soundbite_count, 3);
    assert_int_equal(again.soundbites[2].start_ms, 723500);
    assert_int_equal(again.social_count, 3);
    assert_string_equal(again.license.name, "cc-by-4.0");
    assert_null(again.title);
}

static void test_a_kind_that_is_said_again_replaces_the_other(void **state)
{
    own(feed_storage) storage = feed_storage_new();
    struct podcast_episode item = {0};
    struct podcast_episode by_hand = {0};
    struct err err;

    (void)state;
    add(&item, "location", "Hackney", storage);
    add(&item, "location", "Bow", storage);
    add(&item, "license", "cc-by-4.0", storage);
    add(&by_hand, "location", "Leeds", storage);
    own_heap(char) tags = item_tags_format(&by_hand, true, &err);
    assert_true(item_tags_read(tags, storage, &item, &err));
    assert_int_equal(item.location_count, 1);
    assert_string_equal(item.locations[0].name, "Leeds");
    assert_string_equal(item.license.name, "cc-by-4.0");
    item_tags_remove(&item, "license");
    item_tags_remove(&item, "location");
    own_heap(char) none = item_tags_format(&item, true, &err);
    assert_string_equal(none, "");
}

static void test_soundbites_can_be_left_out(void **state)
{
    own(feed_storage) storage = feed_storage_new();
    struct podcast_episode item = {0};
    struct err err;

    (void)state;
    add(&item, "soundbites", "0-30", storage);
    own_heap(char) none = item_tags_format(&item, false, &err);
    assert_string_equal(none, "");
    add(&item, "chat", "irc irc.example.org", storage);
    own_heap(char) chat = item_tags_format(&item, false, &err);
    assert_null(strstr(chat, "soundbites"));
}

static void test_what_makes_no_sense_is_refused_with_what_was_expected(
    void **state)
{
    static const struct {
        const char *key;
        const char *value;
        const char *message;
    } bad[] = {
        {"soundbites", "The bridge", "FROM-TO"},
        {"soundbites", "0:12:03- The bridge", "FROM-TO and a title"},
        {"soundbites", "0:30-0:12 The bridge", "FROM-TO"},
        {"soundbites", "", "FROM-TO and a title"},
        {"soundbites", "0:12-0:30,0:40-0:50 Two", "FROM-TO and a title"},
        {"location", "geo:51.5,-0.1", "the name of a place"},
        {"links", "example.org/1 On video", "begins with https://"},
        {"links", "javascript:alert(1) Click", "begins with https://"},
        {"image", "wide.jpg", "begins with https://"},
        {"txt", "verify", "a purpose and a text"},
        {"social", "@weekly", "the address of a post"},
        {"license", "All Rights", "begins with https://"},
        {"license", "CC-BY", "SPDX"},
        {"chat", "irc.example.org", "a protocol, a server"},
        {"number-name", "A number that has too long a name", "32 characters"},
        {"budget", "1", "no such key"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        own(feed_storage) storage = feed_storage_new();
        struct podcast_episode item = {0};
        struct err err = {0};
        assert_false(
            item_keys_add(&item, bad[i].key, bad[i].value, storage, &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        if (!strstr(err.text, bad[i].message))
            fail_msg("%s: expected %s", err.text, bad[i].message);
        own_heap(char) none = item_tags_format(&item, true, &err);
        assert_string_equal(none, "");
    }
}

static void test_a_text_that_is_none_of_ours_is_refused(void **state)
{
    static const char *const bad[] = {"{", "[]", "{\"soundbites\":[]}",
        "{\"soundbites\":3}", "{\"soundbites\":[3]}", "{\"license\":[]}",
        "{\"chat\":\"irc\"}"};
    own(feed_storage) storage = feed_storage_new();
    struct podcast_episode item = {0};
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(item_tags_read(bad[i], storage, &item, &err));
    assert_true(item_tags_read("", storage, &item, &err));
    assert_true(item_tags_read(NULL, storage, &item, &err));
    assert_true(item_tags_read("{\"newer\":1}", storage, &item, &err));
    assert_int_equal(item.soundbite_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_key_is_understood_and_kept_by_its_name),
        cmocka_unit_test(test_what_is_read_back_is_written_the_same),
        cmocka_unit_test(test_a_kind_that_is_said_again_replaces_the_other),
        cmocka_unit_test(test_soundbites_can_be_left_out),
        cmocka_unit_test(
            test_what_makes_no_sense_is_refused_with_what_was_expected),
        cmocka_unit_test(test_a_text_that_is_none_of_ours_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
