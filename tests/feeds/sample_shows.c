/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/feeds/sample_shows.h"

#include <stdio.h>

#define SITE "https://radio.example.org/podcasts/"
#define LONG_COUNT 300

static const struct podcast_episode minimal_episodes[] = {{
    .guid = "0f3f0a86-6c8c-5a0e-8f8b-0c9e8b1a2d10",
    .slug = "2026-01-17",
    .title = "First meeting",
    .link = SITE "minimal/2026-01-17/",
    .published = 1768676400,
    .duration_ms = 61499,
    .enclosure = {.url = SITE "minimal/2026-01-17/2026-01-17.mp3",
        .type = "audio/mpeg",
        .length_bytes = 988123},
}};

const struct podcast_show minimal_show = {
    .guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810",
    .title = "Minutes",
    .description = "The meetings, as they were.",
    .language = "en",
    .author = "Example Council",
    .category = "Government",
    .type = "episodic",
    .link = SITE "minimal/",
    .feed_url = SITE "minimal/feed.xml",
    .image_url = SITE "minimal/cover-5d41402a.jpg",
    .changed = 1768680000,
    .episodes = minimal_episodes,
    .episode_count = 1,
};

static const struct podcast_media full_alternates[] = {
    {.url = SITE "weekly/bridge/bridge.opus",
        .type = "audio/ogg",
        .codecs = "opus",
        .title = "Opus",
        .integrity = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/"
                     "uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        .length_bytes = 31415926,
        .bitrate = 64000},
    {.url = SITE "weekly/bridge/bridge.m4a",
        .type = "audio/x-m4a",
        .codecs = "mp4a.40.2",
        .title = "AAC",
        .length_bytes = 41415926,
        .bitrate = 96000},
};

static const struct podcast_episode full_episodes[] = {
    {.guid = "6f2c6d06-6d3a-5d9e-9c0f-3a2f6f0a9d12",
        .slug = "bridge",
        .title = "The bridge, the budget & the bats",
        .description =
            "The bridge over the Lea closes in March, and nobody has told "
            "the bats. Three engineers, one chiropterologist and a very "
            "patient chair work out what \xE2\x80\x9Ctemporary\xE2\x80\x9D "
            "means.\n\n"
            "Plans and pictures: https://radio.example.org/bridge?plan=1&v=2 "
            "(the chair asks you to read them first).\n"
            "Questions go to the clerk.\n\n"
            "With Ada Okafor, J\xC3\xB3zef Wi\xC5\x9Bniewski and "
            "\xE5\xB1\xB1\xE7\x94\xB0\xE8\x8A\xB1\xE5\xAD\x90.",
        .link = SITE "weekly/bridge/",
        .published = 1769281200,
        .duration_ms = 3723499,
        .episode = 12,
        .season = 2,
        .is_explicit = true,
        .enclosure = {.url = SITE "weekly/bridge/bridge.mp3",
            .type = "audio/mpeg",
            .length_bytes = 59575984,
            .bitrate = 128000},
        .alternates = full_alternates,
        .alternate_count = 2},
    {.guid = "a3c1a4c0-97b5-5a69-8c1f-1fb3a4f2d9e7",
        .slug = "rain",
        .title = "Where the rain goes",
        .description = "Forty years of drains in forty minutes.",
        .link = SITE "weekly/rain/",
        .published = 1768676400,
        .duration_ms = 2400500,
        .episode = 11,
        .season = 2,
        .enclosure = {.url = SITE "weekly/rain/rain.mp3",
            .type = "audio/mpeg",
            .length_bytes = 38408000},
        .alternates = full_alternates,
        .alternate_count = 1},
};

const struct podcast_show full_show = {
    .guid = "2c2c0a4d-8c70-5ad3-9e44-0f0a5a9c6d61",
    .title = "The Weekly Town Hall",
    .description =
        "What was said in the town hall this week, unedited and at one "
        "loudness: the chamber, the committees, and the questions from the "
        "gallery.\n\n"
        "Every Saturday evening, an hour after the doors close.",
    .language = "en-GB",
    .author = "Radio Example",
    .email = "podcast@example.org",
    .category = "News",
    .subcategory = "Politics",
    .copyright = "Radio Example, CC BY 4.0",
    .type = "serial",
    .link = SITE "weekly/",
    .feed_url = SITE "weekly/feed.xml",
    .image_url = SITE "weekly/cover-5d41402a.jpg",
    .is_explicit = true,
    .is_locked = true,
    .changed = 1769284800,
    .episodes = full_episodes,
    .episode_count = 2,
};

#define TEN_LETTERS "abcdefghi "
#define FIFTY TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS

static const struct podcast_media hostile_alternate = {
    .url = SITE "x/a.opus?a=1&b=%22",
    .type = "audio/ogg\" onerror=\"x",
    .codecs = "op\"us",
    .title = "<b>Opus</b>",
    .integrity = "sha384-\"><x/>",
    .length_bytes = -1,
    .bitrate = -1,
};

static const struct podcast_episode hostile_episodes[] = {
    {.guid = " guid & <guid> ",
        .slug = "../../etc",
        .title = "<script>alert('1')</script> ]]> &amp; &nbsp; \"q\"",
        .description = "</p></div>]]></description><script>x</script>\r\n\r\n"
                       "&amp;lt; &#0; &#x1F; <![CDATA[ ]]]]>> -->\r"
                       "https://e.org/?a=1&b=\"onclick=x <http://e.org/(x)>",
        .link = SITE "x/\"onmouseover=\"x",
        .published = 1,
        .duration_ms = INT64_MAX,
        .episode = 2147483647,
        .season = -3,
        .enclosure = {.url = SITE "x/a.mp3?a=1&b=2",
            .type = "audio/mpeg",
            .length_bytes = INT64_MAX},
        .alternates = &hostile_alternate,
        .alternate_count = 1},
    {.guid = "controls",
        .title = "\x01 bell\x07 \x1B[31m tab\there\nline \x7F\xC2\x85"
                 "\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90 end",
        .description = "\xFF\xFE \xC3( \xE2\x82 \xED\xA0\x80 \xF4\x90\x80\x80 "
                       "\xC0\xAF \xF0\x9F\x8E",
        .published = 253402300799,
        .duration_ms = -1},
    {.guid = "bidi",
        .title = "\xE2\x80\xAEgnp.exe \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D "
                 "\xE2\x81\xA7 \xF0\x9F\x8E\x99\xEF\xB8\x8F"
                 "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",
        .description = "\n \n\t\n",
        .published = -5},
    {.title = FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY,
        .description = FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY},
    {0},
};

const struct podcast_show hostile_show = {
    .guid = "]]>",
    .title = "  &lt;b&gt; \"R&D\" <em>'x'</em>  ",
    .description = "<img src=x onerror=alert(1)>\n\n\n\n]]>",
    .language = "en\" onload=\"x",
    .author = "</title><script>",
    .email = "a&b@example.org",
    .category = "News & \"Lies\"",
    .copyright = "\xA9 2026",
    .type = "",
    .link = "javascript:alert(1)",
    .feed_url = SITE "x/feed.xml?a=1&b=]]>",
    .changed = INT64_MIN,
    .episodes = hostile_episodes,
    .episode_count = sizeof hostile_episodes / sizeof *hostile_episodes,
};

const struct podcast_show empty_show = {
    .title = "Leeres Haus \xE2\x80\x93 noch ohne Folge",
    .language = "de",
    .feed_url = SITE "leer/feed.xml",
};

static struct podcast_episode long_episodes[LONG_COUNT];
static char long_texts[LONG_COUNT][4][96];

static void make_episode(int number)
{
    int at = LONG_COUNT - number;
    char(*texts)[96] = long_texts[at];

    snprintf(texts[0], sizeof texts[0], "7d3f0a86-6c8c-5a0e-8f8b-0c9e8b1a%04d",
        number);
    snprintf(texts[1], sizeof texts[1], "Evening of talk, part %c%c",
        'A' + number / 26, 'A' + number % 26);
    snprintf(texts[2], sizeof texts[2], SITE "long/%d/", number);
    snprintf(texts[3], sizeof texts[3], SITE "long/%d/%d.mp3", number, number);
    long_episodes[at] = (struct podcast_episode){
        .guid = texts[0],
        .slug = texts[2],
        .title = texts[1],
        .link = texts[2],
        .published = 1577836800 + number * INT64_C(604801),
        .duration_ms = 1800000 + number * 1000,
        .episode = number,
        .enclosure = {.url = texts[3],
            .type = "audio/mpeg",
            .length_bytes = 28800000 + number},
    };
}

const struct podcast_show *long_show(void)
{
    static struct podcast_show show;

    for (int number = 1; number <= LONG_COUNT; number++)
        make_episode(number);
    show = minimal_show;
    show.title = "Every Week Since";
    show.link = SITE "long/";
    show.feed_url = SITE "long/feed.xml";
    show.image_url = SITE "long/cover-5d41402a.jpg";
    show.changed = 1768680000;
    show.episodes = long_episodes;
    show.episode_count = LONG_COUNT;
    return &show;
}
