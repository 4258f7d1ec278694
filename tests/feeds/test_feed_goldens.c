/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds and pages byte for byte against tests/data/feeds/. After a change
 * that is meant:
 *
 *     ROOMCAST_UPDATE_GOLDEN=1 ctest --preset dev -R feeds/test_feed_goldens
 *     git diff tests/data/feeds
 *
 * @VERSION@ stands for the version there, so that a release changes none.
 * What other people's tools say of these files is tests/process/test_feeds.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "feeds/pages/show_pages.h"
#include "feeds/pages/site_page.h"
#include "feeds/writer/opml_writer.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/version.h"
#include "tests/feeds/rich_show.h"
#include "tests/feeds/sample_shows.h"

static void read_file(const char *path, struct text *bytes)
{
    char buffer[4096];
    size_t got;
    FILE *file = fopen(path, "rb");

    if (!file)
        fail_msg("%s is missing: see the head of this file", path);
    while ((got = fread(buffer, 1, sizeof buffer, file)))
        text_append_bytes(bytes, buffer, got);
    fclose(file);
}

/* Once: the generator's line is the only place. */
static void hide_version(struct text *found)
{
    static const char version[] = "roomcast/" ROOMCAST_VERSION "<";
    const char *at = strstr(text_string(found), version);
    own_value(text) hidden = {0};

    if (!at)
        return;
    text_append_bytes(&hidden, found->bytes, (size_t)(at - found->bytes));
    text_append(&hidden, "roomcast/@VERSION@<");
    text_append(&hidden, at + strlen(version));
    text_clear(found);
    *found = hidden;
    hidden = (struct text){0};
}

/* The first line where they part, from 1. */
static int first_difference(const char *found, const char *expected)
{
    int line = 1;

    for (; *found && *found == *expected; found++, expected++)
        line += *found == '\n';
    return line;
}

static void compare(struct text *found, const char *name)
{
    own_value(text) expected = {0};
    char path[128];
    struct err err = {0};

    snprintf(path, sizeof path, "feeds/%s", name);
    hide_version(found);
    if (getenv("ROOMCAST_UPDATE_GOLDEN") &&
        !durable_replace(path, 0644, found->bytes, found->length, &err))
        fail_msg("%s", err.text);
    read_file(path, &expected);
    if (strcmp(text_string(found), text_string(&expected)) != 0)
        fail_msg("%s differs at line %d", path,
            first_difference(text_string(found), text_string(&expected)));
    assert_int_equal(found->length, strlen(text_string(found)));
}

static void compare_feed(const struct podcast_show *show, const char *name)
{
    own_value(text) found = {0};
    struct err err = {0};

    assert_true(rss_write(show, &found, &err));
    compare(&found, name);
}

static void compare_document(const struct podcast_show *show,
    const struct rss_document *document, const char *name)
{
    own_value(text) found = {0};
    struct err err = {0};

    assert_true(rss_write_document(show, document, &found, &err));
    compare(&found, name);
}

static void compare_show_page(const struct podcast_show *show, const char *name)
{
    own_value(text) found = {0};
    struct err err = {0};

    assert_true(page_write_show(show, NULL, &found, &err));
    compare(&found, name);
}

static void compare_episode_page(
    const struct podcast_show *show, size_t episode, const char *name)
{
    own_value(text) found = {0};
    struct err err = {0};

    assert_true(
        page_write_episode(show, &show->episodes[episode], NULL, &found, &err));
    compare(&found, name);
}

/* Without a feed or a language, with hostile texts, without a cover. */
static void test_site_leads_to_its_shows(void **state)
{
    const struct podcast_show shows[] = {
        minimal_show, full_show, hostile_show, empty_show, {0}};
    const struct podcast_site site = {
        .link = "https://radio.example.org/podcasts/",
        .shows = shows,
        .show_count = sizeof shows / sizeof *shows,
    };
    own_value(text) found = {0};
    struct err err = {0};

    (void)state;
    assert_true(site_page_write(&site, NULL, &found, &err));
    compare(&found, "site-hostile.html");
    text_reset(&found);
    assert_true(opml_write(&site, &found, &err));
    compare(&found, "site-hostile.opml");
}

static void test_minimal_show_has_only_what_is_needed(void **state)
{
    (void)state;
    compare_feed(&minimal_show, "minimal.xml");
    compare_show_page(&minimal_show, "minimal.html");
    compare_episode_page(&minimal_show, 0, "minimal-episode.html");
}

static void test_full_show_has_everything(void **state)
{
    (void)state;
    compare_feed(&full_show, "full.xml");
    compare_show_page(&full_show, "full.html");
    compare_episode_page(&full_show, 0, "full-episode.html");
}

/* What tests/process/test_pages.py looks at besides. */
static void test_pages_beside_those_of_shows_and_episodes(void **state)
{
    const struct podcast_show shows[] = {rich_show, full_show, *long_show()};
    const struct podcast_site site = {
        .link = "https://radio.example.org/podcasts/",
        .opml_url = "https://radio.example.org/podcasts/shows.opml",
        .shows = shows,
        .show_count = 3,
    };
    own_value(episode_period_list) periods = {0};
    const struct page_period period = {.periods = &periods};
    own_value(text) front = {0};
    own_value(text) year = {0};
    own_value(text) words = {0};
    struct err err = {0};

    (void)state;
    assert_true(site_page_write(&site, NULL, &front, &err));
    compare(&front, "site.html");
    assert_true(episode_period_list_make(&shows[2], &periods, &err));
    assert_true(page_write_period(&shows[2], &period, NULL, &year, &err));
    compare(&year, "long-2025.html");
    assert_true(page_write_transcript(
        &rich_show, &rich_show.episodes[0], NULL, &words, &err));
    compare(&words, "rich-transcript.html");
}

static void test_rich_show_has_every_element_there_is(void **state)
{
    const struct rss_document opus = {
        .address = rich_show.formats->feed_url,
        .previous = "https://radio.example.org/podcasts/river/opus-2025.xml",
        .format = rich_show.formats,
        .count = 2,
    };
    const struct rss_document archive = {
        .address = "https://radio.example.org/podcasts/river/feed-2026-01.xml",
        .previous = "https://radio.example.org/podcasts/river/feed-2025.xml",
        .is_archive = true,
        .first = 1,
        .count = 1,
    };

    (void)state;
    compare_feed(&rich_show, "rich.xml");
    compare_document(&rich_show, &opus, "rich-opus.xml");
    compare_document(&rich_show, &archive, "rich-archive.xml");
    compare_show_page(&rich_show, "rich.html");
    compare_episode_page(&rich_show, 0, "rich-episode.html");
}

static void test_hostile_texts_stay_texts(void **state)
{
    (void)state;
    compare_feed(&hostile_show, "hostile.xml");
    compare_show_page(&hostile_show, "hostile.html");
    compare_episode_page(&hostile_show, 0, "hostile-episode.html");
    compare_episode_page(&hostile_show, 4, "hostile-nothing.html");
}

static void test_empty_show_says_that_nothing_is_there_yet(void **state)
{
    (void)state;
    compare_feed(&empty_show, "empty.xml");
    compare_show_page(&empty_show, "empty.html");
}

static void test_long_show_lists_all_its_episodes(void **state)
{
    (void)state;
    compare_feed(long_show(), "long.xml");
    compare_show_page(long_show(), "long.html");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_site_leads_to_its_shows),
        cmocka_unit_test(test_minimal_show_has_only_what_is_needed),
        cmocka_unit_test(test_full_show_has_everything),
        cmocka_unit_test(test_pages_beside_those_of_shows_and_episodes),
        cmocka_unit_test(test_rich_show_has_every_element_there_is),
        cmocka_unit_test(test_hostile_texts_stay_texts),
        cmocka_unit_test(test_empty_show_says_that_nothing_is_there_yet),
        cmocka_unit_test(test_long_show_lists_all_its_episodes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
