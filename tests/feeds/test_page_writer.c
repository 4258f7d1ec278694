/* SPDX-License-Identifier: BSD-2-Clause */
/* What must hold on every page; how they look is in tests/data/feeds/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/page_writer.h"
#include "recorder/base/own.h"
#include "tests/feeds/sample_shows.h"

static void write_show(const struct podcast_show *show, struct text *page)
{
    struct err err = {0};

    assert_true(page_write_show(show, page, &err));
}

static void expect_in(const struct text *page, const char *part)
{
    if (!strstr(text_string(page), part))
        fail_msg("not on the page: %s", part);
}

static void expect_not_in(const struct text *page, const char *part)
{
    if (strstr(text_string(page), part))
        fail_msg("on the page: %s", part);
}

static void test_show_page_leads_to_the_feed(void **state)
{
    own_value(text) page = {0};

    (void)state;
    write_show(&full_show, &page);
    expect_in(&page, "<html lang=\"en-GB\">");
    expect_in(&page, "<link rel=\"alternate\" type=\"application/rss+xml\" "
                     "title=\"The Weekly Town Hall\" href=\"feed.xml\"/>");
    expect_in(&page, "<code>https://radio.example.org/podcasts/weekly/"
                     "feed.xml</code>");
}

/* Each page of the site may be served anywhere. */
static void test_only_canonical_and_previews_are_absolute(void **state)
{
    static const char *const expected[] = {
        "rel=\"canonical\" href=\"https://radio.example.org/podcasts/weekly/"
        "bridge/\"",
        "og:url\" content=\"https://radio.example.org/",
        "og:image\" content=\"https://radio.example.org/",
        "og:audio\" content=\"https://radio.example.org/",
        "href=\"../feed.xml\"",
        "href=\"../\"",
        "src=\"../cover-5d41402a.jpg\"",
        "src=\"bridge.mp3\"",
        "href=\"bridge.mp3\"",
    };
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    assert_true(
        page_write_episode(&full_show, &full_show.episodes[0], &page, &err));
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_in(&page, expected[i]);
    expect_not_in(&page, "src=\"http");
    expect_not_in(&page, "<a href=\"https://radio.example.org/podcasts/");
}

static void test_player_prefers_the_original_and_loads_nothing(void **state)
{
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    assert_true(
        page_write_episode(&full_show, &full_show.episodes[0], &page, &err));
    expect_in(&page, "<audio controls=\"controls\" preload=\"none\"");
    const char *opus = strstr(text_string(&page), "type=\"audio/ogg; "
                                                  "codecs=opus\"/>");
    const char *mp3 = strstr(text_string(&page), "type=\"audio/mpeg\"/>");
    assert_non_null(opus);
    assert_non_null(mp3);
    assert_true(opus < mp3);
}

static void test_hostile_texts_make_no_elements(void **state)
{
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    write_show(&hostile_show, &page);
    for (size_t i = 0; i < hostile_show.episode_count; i++)
        assert_true(page_write_episode(
            &hostile_show, &hostile_show.episodes[i], &page, &err));
    expect_not_in(&page, "<script");
    expect_not_in(&page, "<img");
    expect_not_in(&page, "<em>");
    expect_not_in(&page, "href=\"javascript:");
    expect_not_in(&page, "\" onerror=\"");
    expect_not_in(&page, "\" onload=\"");
    expect_not_in(&page, "\"onmouseover=");
}

static void test_page_fetches_nothing_but_the_cover(void **state)
{
    own_value(text) page = {0};

    (void)state;
    write_show(&full_show, &page);
    expect_not_in(&page, "<script");
    expect_not_in(&page, "rel=\"stylesheet\"");
    expect_not_in(&page, "url(");
    expect_not_in(&page, "@import");
}

static void test_show_without_a_cover_gets_a_drawing(void **state)
{
    own_value(text) page = {0};

    (void)state;
    write_show(&empty_show, &page);
    expect_in(&page, "<svg class=\"cover\"");
    expect_not_in(&page, "<img");
    page.length = 0;
    write_show(&full_show, &page);
    expect_not_in(&page, "<svg");
    expect_in(&page, "<img class=\"cover\"");
}

/* Relative luminance and contrast of WCAG 2.1. */
static double channel(long colour, int shift)
{
    double value = (double)(colour >> shift & 0xFF) / 255;

    return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(const char *hex)
{
    long colour = strtol(hex + 1, NULL, 16);

    return 0.2126 * channel(colour, 16) + 0.7152 * channel(colour, 8) +
           0.0722 * channel(colour, 0);
}

static void expect_contrast(const char *one, const char *other)
{
    double a = luminance(one);
    double b = luminance(other);
    double contrast = (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);

    if (contrast < 4.5)
        fail_msg("%s on %s has a contrast of %.2f", one, other, contrast);
}

/* "#rrggbb" behind the n-th `name` of the stylesheet. */
static void find_colour(
    const struct text *page, const char *name, int number, char colour[8])
{
    const char *at = text_string(page);

    for (int i = 0; i < number; i++) {
        at = strstr(at, name);
        assert_non_null(at);
        at += strlen(name);
    }
    memcpy(colour, at, 7);
    colour[7] = '\0';
}

static void expect_readable(const struct text *page)
{
    for (int theme = 1; theme <= 2; theme++) {
        const char *name = theme == 1 ? "--accent:" : "--accent-dark:";
        char accent[8], ground[8], card[8], ink[8], soft[8], on_accent[8];
        find_colour(page, name, 1, accent);
        find_colour(page, "--page:", theme, ground);
        find_colour(page, "--card:", theme, card);
        find_colour(page, "--ink:", theme, ink);
        find_colour(page, "--soft:", theme, soft);
        find_colour(page, "--on-accent:", theme, on_accent);
        expect_contrast(accent, ground);
        expect_contrast(accent, card);
        expect_contrast(ink, ground);
        expect_contrast(ink, card);
        expect_contrast(soft, ground);
        expect_contrast(soft, card);
        expect_contrast(on_accent, accent);
    }
}

static void test_text_can_be_read_in_every_colour_light_and_dark(void **state)
{
    struct podcast_show show = empty_show;
    char seen[64][8];
    size_t count = 0;

    (void)state;
    for (int i = 0; i < 200; i++) {
        own_value(text) page = {0};
        char guid[24];
        snprintf(guid, sizeof guid, "show %d", i);
        show.guid = guid;
        write_show(&show, &page);
        expect_readable(&page);
        find_colour(&page, "--accent:", 1, seen[count]);
        size_t at = 0;
        while (strcmp(seen[at], seen[count]))
            at++;
        count += at == count;
    }
    assert_int_equal(count, 8);
}

static void test_same_records_give_the_same_bytes(void **state)
{
    own_value(text) once = {0};
    own_value(text) twice = {0};

    (void)state;
    write_show(&full_show, &once);
    write_show(&full_show, &twice);
    assert_string_equal(text_string(&once), text_string(&twice));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_show_page_leads_to_the_feed),
        cmocka_unit_test(test_only_canonical_and_previews_are_absolute),
        cmocka_unit_test(test_player_prefers_the_original_and_loads_nothing),
        cmocka_unit_test(test_hostile_texts_make_no_elements),
        cmocka_unit_test(test_page_fetches_nothing_but_the_cover),
        cmocka_unit_test(test_show_without_a_cover_gets_a_drawing),
        cmocka_unit_test(test_text_can_be_read_in_every_colour_light_and_dark),
        cmocka_unit_test(test_same_records_give_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
