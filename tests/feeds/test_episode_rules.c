/* SPDX-License-Identifier: BSD-2-Clause */
/* Rule by rule: an episode without a fault is given one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "tests/feeds/spoilt_show.h"

static void test_episode_title(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].title, NULL);
    refused_episode(&spoilt, "episode-title-missing");
    SPOIL(episodes[0].title, "Rain, episode 12");
    warned_episode(&spoilt, "title-number");
    SPOIL(episodes[0].title, "#3 Rain");
    warned_episode(&spoilt, "title-number");
    SPOIL(episodes[0].title, "The weekly town hall \xE2\x80\x93 rain");
    warned_episode(&spoilt, "title-show-name");
    SPOIL(episodes[0].title, "<i>Rain</i>");
    warned_episode(&spoilt, "title-markup");
    SPOIL(episodes[0].title, "The Weekly Town Hall comes of age in step 12");
    struct found found = {0};
    assert_true(feed_check(&spoilt.show, spoilt_show_remember, &found));
    assert_string_equal(found.rules, "");
}

static void test_episode_guid(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].guid, NULL);
    spoilt_show_expect(&spoilt.show, "guid-missing", FEED_REFUSED, "bridge");
    spoilt.episodes[0].slug = NULL;
    spoilt_show_expect(&spoilt.show, "guid-missing", FEED_REFUSED,
        full_show.episodes[0].title);
    SPOIL(episodes[0].guid, "a b");
    spoilt_show_expect(&spoilt.show, "guid-white-space", FEED_REFUSED, "a b");
    SPOIL(episodes[0].guid, "https://e.org/x.mp3");
    spoilt_show_expect(
        &spoilt.show, "guid-is-address", FEED_WARNING, "https://e.org/x.mp3");
    SPOIL(episodes[0].guid, "d41d8cd98f00b204e9800998ecf8427e");
    spoilt_show_expect(&spoilt.show, "guid-is-hash", FEED_WARNING,
        "d41d8cd98f00b204e9800998ecf8427e");
}

static void test_nameless_episode_is_called_by_its_place(void **state)
{
    struct spoilt spoilt;
    struct found found = {0};

    (void)state;
    spoilt_show_copy(&spoilt);
    spoilt.episodes[1] = (struct podcast_episode){0};
    assert_false(feed_check(&spoilt.show, spoilt_show_remember, &found));
    assert_string_equal(found.where, "episode at place 2");
}

static void test_episode_dates(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[1].published, 0);
    spoilt_show_expect(
        &spoilt.show, "date-missing", FEED_REFUSED, full_show.episodes[1].guid);
    SPOIL(episodes[0].published, full_show.changed + 1);
    warned_episode(&spoilt, "date-future");
    SPOIL(episodes[1].published, full_show.episodes[0].published + 1);
    spoilt_show_expect(
        &spoilt.show, "date-order", FEED_WARNING, full_show.episodes[1].guid);
    SPOIL(episodes[0].duration_ms, 0);
    warned_episode(&spoilt, "duration-missing");
}

static void test_episode_numbers(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].episode, -1);
    refused_episode(&spoilt, "number-invalid");
    SPOIL(episodes[0].season, -1);
    refused_episode(&spoilt, "number-invalid");
    SPOIL(episodes[0].episode, 0);
    refused_episode(&spoilt, "number-missing");
    spoilt.show.type = "episodic";
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_episode_link_and_description(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].link, "bridge/");
    refused_episode(&spoilt, "link-relative");
    SPOIL(episodes[0].description, "x \xFF");
    warned_episode(&spoilt, "text-not-clean");
    SPOIL(episodes[0].description, NULL);
    spoilt.episodes[0].link = NULL;
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_twins(void **state)
{
    const char *older = full_show.episodes[1].guid;
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].guid, older);
    spoilt_show_expect(&spoilt.show, "guid-repeated", FEED_REFUSED, older);
    SPOIL(episodes[1].enclosure.url, full_show.episodes[0].enclosure.url);
    spoilt_show_expect(&spoilt.show, "enclosure-repeated", FEED_REFUSED, older);
    SPOIL(episodes[1].published, full_show.episodes[0].published);
    spoilt_show_expect(&spoilt.show, "date-repeated", FEED_WARNING, older);
    SPOIL(episodes[1].episode, full_show.episodes[0].episode);
    spoilt_show_expect(&spoilt.show, "number-repeated", FEED_WARNING, older);
    spoilt.episodes[1].season = 1;
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_twins_far_apart_are_found(void **state)
{
    static struct podcast_episode episodes[300];
    struct podcast_show show = *long_show();
    struct found found = {0};

    (void)state;
    memcpy(episodes, show.episodes, sizeof episodes);
    show.episodes = episodes;
    show.email = "a@e.org";
    assert_true(feed_check(&show, spoilt_show_remember, &found));
    assert_string_equal(found.rules, "");
    episodes[299].guid = episodes[0].guid;
    assert_false(feed_check(&show, spoilt_show_remember, &found));
    assert_string_equal(found.rules, "guid-repeated ");
}

static void test_enclosure_address_and_format(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].enclosure.url, NULL);
    refused_episode(&spoilt, "enclosure-missing");
    SPOIL(episodes[0].enclosure.url, "bridge.mp3");
    refused_episode(&spoilt, "enclosure-relative");
    SPOIL(episodes[0].enclosure.url, "https://e.org/a b.mp3");
    refused_episode(&spoilt, "address-invalid");
    SPOIL(episodes[0].enclosure.url, "https://e.org/\xC3\xA9.mp3");
    refused_episode(&spoilt, "address-invalid");
    SPOIL(episodes[0].enclosure.url, "http://e.org/a.mp3");
    warned_episode(&spoilt, "address-http");
    SPOIL(episodes[0].enclosure.url, "https://e.org/play?file=a.mp3");
    refused_episode(&spoilt, "enclosure-extension");
    SPOIL(episodes[0].enclosure.url, "https://mp3");
    refused_episode(&spoilt, "enclosure-extension");
    SPOIL(episodes[0].enclosure.url, "https://e.org/a.opus");
    spoilt.episodes[0].enclosure.type = "audio/ogg";
    refused_episode(&spoilt, "enclosure-format");
    SPOIL(episodes[0].enclosure.url, "https://e.org/a.m4a");
    refused_episode(&spoilt, "enclosure-type");
    spoilt.episodes[0].enclosure.type = "audio/x-m4a";
    assert_true(feed_check(&spoilt.show, NULL, NULL));
    SPOIL(episodes[0].enclosure.type, "audio/mp3");
    refused_episode(&spoilt, "enclosure-type");
    SPOIL(episodes[0].enclosure.type, NULL);
    refused_episode(&spoilt, "enclosure-type");
}

static void test_enclosure_length(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(episodes[0].enclosure.length_bytes, 0);
    refused_episode(&spoilt, "enclosure-length");
    SPOIL(episodes[0].enclosure.length_bytes, 3723);
    refused_episode(&spoilt, "enclosure-length-seconds");
    SPOIL(episodes[0].enclosure.length_bytes, 16383);
    warned_episode(&spoilt, "enclosure-length-small");
    SPOIL(episodes[0].enclosure.length_bytes, 16384);
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

static void test_alternates(void **state)
{
    struct spoilt spoilt;

    (void)state;
    SPOIL(alternates[0].url, NULL);
    refused_episode(&spoilt, "alternate-source");
    SPOIL(alternates[0].type, NULL);
    refused_episode(&spoilt, "alternate-type");
    SPOIL(alternates[0].length_bytes, 0);
    warned_episode(&spoilt, "alternate-length");
    SPOIL(alternates[0].title, "a title of more than thirty-two bytes");
    warned_episode(&spoilt, "alternate-title");
    SPOIL(alternates[0].integrity, "sha384-abc");
    refused_episode(&spoilt, "alternate-integrity");
    SPOIL(alternates[0].integrity,
        "md5-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC");
    refused_episode(&spoilt, "alternate-integrity");
    SPOIL(alternates[0].integrity,
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_true(feed_check(&spoilt.show, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_episode_title),
        cmocka_unit_test(test_episode_guid),
        cmocka_unit_test(test_nameless_episode_is_called_by_its_place),
        cmocka_unit_test(test_episode_dates),
        cmocka_unit_test(test_episode_numbers),
        cmocka_unit_test(test_episode_link_and_description),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_twins_far_apart_are_found),
        cmocka_unit_test(test_enclosure_address_and_format),
        cmocka_unit_test(test_enclosure_length),
        cmocka_unit_test(test_alternates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
