/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char name[] = "weekly";
static char title[] = "The Weekly";
static char description[] = "What was said.";
static char language[] = "en";
static char category[] = "News > Politics";
static char type[] = "episodic";
static char home[] = "https://example.org/about";

static struct config_show config_of(void)
{
    return (struct config_show){.name = name,
        .title = title,
        .description = description,
        .language = language,
        .category = category,
        .type = type,
        .is_locked = true};
}

static struct catalogue_episode episode_of(
    const char *show, const char *slug, enum episode_state state)
{
    struct catalogue_episode episode = {.title = title,
        .description = description,
        .published = 1795374000,
        .duration_ms = 3600000,
        .number = 3,
        .state = state,
        .mp3 = {1000, 64000, "sha384-mp3"},
        .opus = {500, 32000, "sha384-opus"}};

    snprintf(episode.show, sizeof episode.show, "%s", show);
    snprintf(episode.slug, sizeof episode.slug, "%s", slug);
    snprintf(episode.guid, sizeof episode.guid, "urn:uuid:x");
    return episode;
}

static struct show_model *model_of(const struct config_show *config,
    const struct episode_list *list, const char *cover)
{
    const struct show_facts facts = {.url = "https://radio.example.org/pod",
        .config = config,
        .guid = "a-guid",
        .cover_name = cover,
        .episodes = list};
    struct err err;
    struct show_model *model = show_model_new(&facts, &err);

    assert_non_null(model);
    return model;
}

static void test_all_addresses_lie_below_the_sites(void **state)
{
    struct catalogue_episode items[] = {
        episode_of("weekly", "2026-11-22", EPISODE_LISTED)};
    const struct episode_list list = {.items = items, .count = 1};
    const struct config_show config = config_of();
    own(show_model) model = model_of(&config, &list, "cover-1a2b3c4d.jpg");
    const struct podcast_show *show = show_model_show(model);

    (void)state;
    assert_string_equal(show->link, "https://radio.example.org/pod/weekly/");
    assert_string_equal(
        show->feed_url, "https://radio.example.org/pod/weekly/feed.xml");
    assert_int_equal(show->format_count, 1);
    assert_string_equal(show->formats[0].feed_url,
        "https://radio.example.org/pod/weekly/feed-opus.xml");
    assert_string_equal(show->image_url,
        "https://radio.example.org/pod/weekly/cover-1a2b3c4d.jpg");
    assert_string_equal(show->episodes[0].link,
        "https://radio.example.org/pod/weekly/2026-11-22/");
    assert_string_equal(show->episodes[0].enclosure.url,
        "https://radio.example.org/pod/weekly/2026-11-22/2026-11-22.mp3");
    assert_string_equal(show->episodes[0].alternates[0].url,
        "https://radio.example.org/pod/weekly/2026-11-22/2026-11-22.opus");
}

static void test_a_show_takes_its_texts_from_the_configuration(void **state)
{
    const struct episode_list none = {0};
    const struct config_show config = config_of();
    own(show_model) model = model_of(&config, &none, NULL);
    const struct podcast_show *show = show_model_show(model);

    (void)state;
    assert_string_equal(show->guid, "a-guid");
    assert_string_equal(show->title, title);
    assert_string_equal(show->author, title);
    assert_string_equal(show->category, "News");
    assert_string_equal(show->subcategory, "Politics");
    assert_null(show->image_url);
    assert_null(show->email);
    assert_true(show->is_locked);
    assert_int_equal(show->changed, 0);
    assert_int_equal(show->episode_count, 0);
}

static void test_what_else_is_said_of_a_show_goes_into_its_feed(void **state)
{
    static char license[] = "mine https://radio.example.org/terms";
    static char funding[] = "https://radio.example.org/give  Keep us going";
    static char location[] = "Hackney";
    static char updates[] = "every Saturday";
    static char token[] = "5dbf8270";
    static char other[] = "S6lpp";
    static char rule[] = "FREQ=WEEKLY";
    static char medium[] = "course";
    static char chat[] = "irc irc.example.org";
    const struct episode_list none = {0};
    struct config_show config = config_of();

    (void)state;
    config.license = license;
    config.funding = funding;
    config.location = location;
    config.updates = updates;
    config.apple_verify = token;
    config.verify = other;
    config.is_machine_made = true;
    config.updates_rule = rule;
    config.medium = medium;
    config.chat = chat;
    own(show_model) model = model_of(&config, &none, NULL);
    const struct podcast_show *show = show_model_show(model);
    assert_string_equal(show->license.name, "mine");
    assert_string_equal(show->license.url, "https://radio.example.org/terms");
    assert_int_equal(show->funding_count, 1);
    assert_string_equal(show->fundings->url, "https://radio.example.org/give");
    assert_string_equal(show->fundings->text, "Keep us going");
    assert_string_equal(show->locations->name, location);
    assert_string_equal(show->frequency.text, updates);
    assert_string_equal(show->txts->purpose, "applepodcastsverify");
    assert_string_equal(show->txts->text, token);
    assert_int_equal(show->txt_count, 3);
    assert_string_equal(show->txts[1].purpose, "verify");
    assert_string_equal(show->txts[1].text, other);
    assert_string_equal(show->txts[2].purpose, "ai-content");
    assert_string_equal(show->txts[2].text, "true");
    assert_string_equal(show->frequency.rrule, rule);
    assert_string_equal(show->medium, medium);
    assert_string_equal(show->chat.server, "irc.example.org");
}

static void test_funding_that_leads_nowhere_is_refused(void **state)
{
    static char funding[] = "give us money";
    const struct episode_list none = {0};
    struct config_show config = config_of();
    const struct show_facts facts = {
        .url = "https://x", .config = &config, .episodes = &none};
    struct err err;

    (void)state;
    config.funding = funding;
    assert_null(show_model_new(&facts, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "funding: \"give\": expected an address that "
                                  "begins with https://");
}

static void test_a_page_elsewhere_leaves_the_episodes_here(void **state)
{
    struct catalogue_episode items[] = {
        episode_of("weekly", "a", EPISODE_LISTED)};
    const struct episode_list list = {.items = items, .count = 1};
    struct config_show config = config_of();

    (void)state;
    config.link = home;
    own(show_model) model = model_of(&config, &list, NULL);
    const struct podcast_show *show = show_model_show(model);
    assert_string_equal(show->link, home);
    assert_string_equal(
        show->episodes[0].link, "https://radio.example.org/pod/weekly/a/");
}

static void test_only_stored_and_listed_episodes_of_the_show_are_in_it(
    void **state)
{
    struct catalogue_episode items[] = {
        episode_of("daily", "a", EPISODE_LISTED),
        episode_of("weekly", "b", EPISODE_LISTED),
        episode_of("weekly", "c", EPISODE_FINISHED),
        episode_of("weekly", "d", EPISODE_RENDERED),
        episode_of("weekly", "e", EPISODE_VERIFIED),
    };
    const struct episode_list list = {.items = items, .count = 5};
    const struct config_show config = config_of();
    own(show_model) model = model_of(&config, &list, NULL);
    const struct podcast_show *show = show_model_show(model);

    (void)state;
    assert_int_equal(show->episode_count, 2);
    assert_string_equal(show->episodes[0].slug, "e"); /* newest first */
    assert_string_equal(show->episodes[1].slug, "b");
}

static void test_media_carry_their_facts(void **state)
{
    struct catalogue_episode items[] = {
        episode_of("weekly", "a", EPISODE_LISTED)};
    const struct episode_list list = {.items = items, .count = 1};
    const struct config_show config = config_of();
    own(show_model) model = model_of(&config, &list, NULL);
    const struct podcast_episode *episode = show_model_show(model)->episodes;

    (void)state;
    assert_string_equal(episode->enclosure.type, "audio/mpeg");
    assert_int_equal(episode->enclosure.length_bytes, 1000);
    assert_int_equal(episode->enclosure.bitrate, 64000);
    assert_null(episode->enclosure.codecs);
    assert_int_equal(episode->alternate_count, 1);
    assert_string_equal(episode->alternates[0].type, "audio/ogg");
    assert_string_equal(episode->alternates[0].codecs, "opus");
    assert_string_equal(episode->alternates[0].integrity, "sha384-opus");
    assert_int_equal(episode->alternates[0].length_bytes, 500);
    assert_int_equal(episode->episode, 3);
}

static void test_a_category_that_apple_does_not_know_is_refused(void **state)
{
    static char unknown[] = "News > Politicks";
    const struct episode_list none = {0};
    struct config_show config = config_of();
    const struct show_facts facts = {
        .url = "https://x", .config = &config, .episodes = &none};
    struct err err;

    (void)state;
    config.category = unknown;
    assert_null(show_model_new(&facts, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, unknown));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_addresses_lie_below_the_sites),
        cmocka_unit_test(test_a_show_takes_its_texts_from_the_configuration),
        cmocka_unit_test(test_what_else_is_said_of_a_show_goes_into_its_feed),
        cmocka_unit_test(test_funding_that_leads_nowhere_is_refused),
        cmocka_unit_test(test_a_page_elsewhere_leaves_the_episodes_here),
        cmocka_unit_test(
            test_only_stored_and_listed_episodes_of_the_show_are_in_it),
        cmocka_unit_test(test_media_carry_their_facts),
        cmocka_unit_test(test_a_category_that_apple_does_not_know_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
