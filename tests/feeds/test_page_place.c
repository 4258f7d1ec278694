/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/pages/page_place.h"
#include "recorder/base/own.h"

#define SITE "https://radio.example.org/podcasts/"

static const struct podcast_show show = {.feed_url = SITE "weekly/feed.xml"};

static void expect(
    const struct page_place *place, const char *address, const char *reference)
{
    own_value(text) found = {0};

    page_place_append(place, address, &found);
    assert_string_equal(text_string(&found), reference);
}

static void test_show_page_refers_to_what_is_below(void **state)
{
    const struct page_place place = page_place_of_show(&show);

    (void)state;
    expect(&place, SITE "weekly/feed.xml", "feed.xml");
    expect(&place, SITE "weekly/", "./");
    expect(&place, SITE "weekly/bridge/", "bridge/");
    expect(&place, SITE "weekly/bridge/b.mp3?a=/b", "bridge/b.mp3?a=/b");
}

static void test_episode_page_refers_up_and_beside(void **state)
{
    const struct podcast_episode episode = {.link = SITE "weekly/bridge/"};
    const struct page_place place = page_place_of_episode(&show, &episode);

    (void)state;
    expect(&place, SITE "weekly/", "../");
    expect(&place, SITE "weekly/feed.xml", "../feed.xml");
    expect(&place, SITE "weekly/bridge/b.mp3", "b.mp3");
    expect(&place, SITE "weekly/bridges/b.mp3", "../bridges/b.mp3");
}

static void test_site_page_refers_to_its_shows(void **state)
{
    const struct page_place place = page_place_of_site(SITE);

    (void)state;
    expect(&place, SITE "weekly/", "weekly/");
}

static void test_what_lies_elsewhere_stays_absolute(void **state)
{
    const struct page_place place = page_place_of_show(&show);

    (void)state;
    expect(&place, "https://example.org/", "https://example.org/");
    expect(&place, SITE "weekly2/", SITE "weekly2/");
    expect(&place, SITE "weekly", SITE "weekly");
}

static void test_without_a_place_all_stays_absolute(void **state)
{
    const struct podcast_show nowhere = {0};
    const struct podcast_show host = {.feed_url = "https://example.org"};
    const struct podcast_episode away = {.link = "https://example.org/e/"};
    const struct page_place places[] = {
        page_place_of_show(&nowhere),
        page_place_of_show(&host),
        page_place_of_episode(&show, &away),
        page_place_of_episode(&show, &(struct podcast_episode){0}),
    };

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        expect(&places[i], SITE "weekly/", SITE "weekly/");
        expect(&places[i], "https://example.org/e/", "https://example.org/e/");
    }
}

static void test_no_reference_becomes_a_host_or_a_scheme(void **state)
{
    const struct page_place place = page_place_of_show(&show);

    (void)state;
    expect(&place, SITE "weekly//evil.org/", ".//evil.org/");
    expect(&place, SITE "weekly/\\\\evil.org/", "./\\\\evil.org/");
    expect(&place, SITE "weekly/ //evil.org/", "./ //evil.org/");
    expect(&place, SITE "weekly/javascript:x", "./javascript:x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_show_page_refers_to_what_is_below),
        cmocka_unit_test(test_episode_page_refers_up_and_beside),
        cmocka_unit_test(test_site_page_refers_to_its_shows),
        cmocka_unit_test(test_what_lies_elsewhere_stays_absolute),
        cmocka_unit_test(test_without_a_place_all_stays_absolute),
        cmocka_unit_test(test_no_reference_becomes_a_host_or_a_scheme),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
