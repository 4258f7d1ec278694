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

#include "feeds/pages/show_pages.h"
#include "recorder/base/own.h"
#include "tests/feeds/rich_show.h"
#include "tests/feeds/sample_shows.h"

static void write_show(const struct podcast_show *show, struct text *page)
{
    struct err err = {0};

    assert_true(page_write_show(show, NULL, page, &err));
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
    expect_in(&page, "<html lang=\"en-GB\" class=\"accent-");
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
    assert_true(page_write_episode(
        &full_show, &full_show.episodes[0], NULL, &page, &err));
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
    assert_true(page_write_episode(
        &full_show, &full_show.episodes[0], NULL, &page, &err));
    expect_in(&page, "<audio controls=\"controls\" preload=\"none\"");
    const char *opus = strstr(text_string(&page), "type=\"audio/ogg; "
                                                  "codecs=opus\"/>");
    const char *mp3 = strstr(text_string(&page), "type=\"audio/mpeg\"/>");
    assert_non_null(opus);
    assert_non_null(mp3);
    assert_true(opus < mp3);
}

/* Only the file of ours and the data for search engines. */
static void expect_scripts_to_be_ours(const struct text *page)
{
    const char *at = text_string(page);

    while ((at = strstr(at, "<script"))) {
        if (strncmp(at, "<script src=\"player-", 20) &&
            strncmp(at, "<script src=\"../player-", 23) &&
            strncmp(at, "<script type=\"application/ld+json\">{", 36))
            fail_msg("a script: %.60s", at);
        at++;
    }
}

static void test_hostile_texts_make_no_elements(void **state)
{
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    write_show(&hostile_show, &page);
    for (size_t i = 0; i < hostile_show.episode_count; i++)
        assert_true(page_write_episode(
            &hostile_show, &hostile_show.episodes[i], NULL, &page, &err));
    expect_scripts_to_be_ours(&page);
    expect_not_in(&page, "<img");
    expect_not_in(&page, "<em>");
    expect_not_in(&page, "href=\"javascript:");
    expect_not_in(&page, "\" onerror=\"");
    expect_not_in(&page, "\" onload=\"");
    expect_not_in(&page, "x/\"onmouseover=");
}

/* So that a Content-Security-Policy of 'self' is enough. */
static void test_nothing_is_inline_or_from_elsewhere(void **state)
{
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    write_show(&full_show, &page);
    assert_true(page_write_episode(
        &full_show, &full_show.episodes[1], NULL, &page, &err));
    expect_scripts_to_be_ours(&page);
    expect_not_in(&page, "<style");
    expect_not_in(&page, " style=");
    expect_not_in(&page, " onclick=");
    expect_not_in(&page, "@import");
    expect_not_in(&page, "src=\"https://");
    expect_in(&page, "<link rel=\"stylesheet\" href=\"style-");
    expect_in(&page, "<link rel=\"stylesheet\" href=\"../style-");
}

/* The page of an episode with a thousand words, or a hundred thousand. */
static void write_wordy(struct text *page, size_t cue_count)
{
    struct podcast_episode episode = rich_show.episodes[0];
    own_heap(struct podcast_cue) cues = calloc(cue_count, sizeof *cues);
    struct err err = {0};

    assert_non_null(cues);
    for (size_t i = 0; i < cue_count; i++)
        cues[i] = (struct podcast_cue){(int64_t)i * 4000,
            (int64_t)i * 4000 + 4000, i % 20 < 10 ? "Ada" : "J\xC3\xB3zef",
            "ten words of a cue that somebody said just now"};
    episode.cues = cues;
    episode.cue_count = cue_count;
    assert_true(page_write_episode(&rich_show, &episode, NULL, page, &err));
}

static void test_long_transcripts_have_a_page_of_their_own(void **state)
{
    own_value(text) some = {0};
    own_value(text) many = {0};

    (void)state;
    write_wordy(&some, 100);
    expect_in(&some, "<cite>Ada:</cite>");
    expect_in(&some, "<span data-t=\"4.0\">ten words");
    write_wordy(&many, 10000);
    expect_not_in(&many, "ten words");
    expect_in(&many, "<a href=\"transcript.html\">Read the transcript</a>");
}

static void test_pages_are_under_a_hundred_kilobytes(void **state)
{
    own_value(text) page = {0};
    size_t assets = 0;

    (void)state;
    for (int i = 0; i < PAGE_ASSET_COUNT; i++) {
        char name[PAGE_ASSET_NAME_BYTES];
        assets += strlen(page_asset(NULL, (enum page_asset)i, name));
    }
    for (size_t count = 100; count < 2000; count += 50) {
        page.length = 0;
        write_wordy(&page, count);
        assert_true(page.length + assets < 100000);
    }
    page.length = 0;
    write_show(long_show(), &page);
    assert_true(page.length + assets < 100000);
}

static void test_long_show_has_pages_for_its_years(void **state)
{
    const struct podcast_show *show = long_show();
    size_t listed = 0;
    own_value(episode_period_list) periods = {0};
    struct page_period period = {.periods = &periods};
    struct err err = {0};

    (void)state;
    assert_true(page_has_periods(show));
    assert_false(page_has_periods(&rich_show));
    assert_true(episode_period_list_make(show, &periods, &err));
    for (; period.at < periods.count; period.at++) {
        own_value(text) page = {0};
        assert_true(page_write_period(show, &period, NULL, &page, &err));
        expect_in(&page, "aria-current=\"page\"");
        for (const char *item = text_string(&page);
             (item = strstr(item, "<article")); item++)
            listed++;
    }
    assert_int_equal(listed, show->episode_count);
}

static void test_templates_can_be_replaced(void **state)
{
    static const struct page_template mine[] = {
        {"show.html", "<h1>{{show_name}}</h1>{{> foot.html}}"},
        {"foot.html", "{{#episodes}}<b>{{title}}</b>{{/episodes}}"},
        {"style.css", "b { color: red }"}};
    const struct page_templates templates = {mine, 3};
    char names[2][PAGE_ASSET_NAME_BYTES];
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    assert_true(page_write_show(&full_show, &templates, &page, &err));
    assert_string_equal(text_string(&page),
        "<h1>The Weekly Town Hall</h1><b>Where the rain goes</b>");
    assert_string_equal(
        page_asset(&templates, PAGE_STYLE, names[0]), "b { color: red }");
    page_asset(NULL, PAGE_STYLE, names[1]);
    assert_string_not_equal(names[0], names[1]);
}

static void test_mistake_in_a_template_is_told(void **state)
{
    static const struct page_template mine[] = {{"show.html", "a\n{{#b}}"}};
    const struct page_templates templates = {mine, 1};
    own_value(text) page = {0};
    struct err err = {0};

    (void)state;
    assert_false(page_write_show(&full_show, &templates, &page, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "write show page: template show.html, line "
                                  "2: a section that is not closed");
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
    expect_not_in(&page, "<svg class=\"cover\"");
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

static void expect_readable(
    const struct text *style, int theme, const char *accent)
{
    char ground[8], card[8], ink[8], soft[8], on_accent[8];

    find_colour(style, "--page: ", theme, ground);
    find_colour(style, "--card: ", theme, card);
    find_colour(style, "--ink: ", theme, ink);
    find_colour(style, "--soft: ", theme, soft);
    find_colour(style, "--on-accent: ", theme, on_accent);
    expect_contrast(accent, ground);
    expect_contrast(accent, card);
    expect_contrast(ink, ground);
    expect_contrast(ink, card);
    expect_contrast(soft, ground);
    expect_contrast(soft, card);
    expect_contrast(on_accent, accent);
}

static void test_text_can_be_read_in_every_colour_light_and_dark(void **state)
{
    own_value(text) style = {0};
    char name[PAGE_ASSET_NAME_BYTES];
    char accent[8];

    (void)state;
    text_append(&style, page_asset(NULL, PAGE_STYLE, name));
    for (int i = 1; i <= 9; i++) {
        find_colour(&style, "--light: ", i, accent);
        expect_readable(&style, 1, accent);
        find_colour(&style, "--dark: ", i, accent);
        expect_readable(&style, 2, accent);
    }
}

static void test_shows_have_eight_colours(void **state)
{
    struct podcast_show show = empty_show;
    bool seen[8] = {0};

    (void)state;
    for (int i = 0; i < 200; i++) {
        own_value(text) page = {0};
        char guid[24];
        snprintf(guid, sizeof guid, "show %d", i);
        show.guid = guid;
        write_show(&show, &page);
        const char *class_name = strstr(text_string(&page), "class=\"accent-");
        assert_non_null(class_name);
        int colour = class_name[strlen("class=\"accent-")] - '0';
        assert_in_range(colour, 0, 7);
        seen[colour] = true;
    }
    for (int i = 0; i < 8; i++)
        assert_true(seen[i]);
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
        cmocka_unit_test(test_nothing_is_inline_or_from_elsewhere),
        cmocka_unit_test(test_long_transcripts_have_a_page_of_their_own),
        cmocka_unit_test(test_pages_are_under_a_hundred_kilobytes),
        cmocka_unit_test(test_long_show_has_pages_for_its_years),
        cmocka_unit_test(test_templates_can_be_replaced),
        cmocka_unit_test(test_mistake_in_a_template_is_told),
        cmocka_unit_test(test_show_without_a_cover_gets_a_drawing),
        cmocka_unit_test(test_text_can_be_read_in_every_colour_light_and_dark),
        cmocka_unit_test(test_shows_have_eight_colours),
        cmocka_unit_test(test_same_records_give_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
