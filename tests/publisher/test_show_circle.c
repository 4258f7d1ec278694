/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_circle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define GUID "917393e3-1b1e-5cef-ace4-edaa54e1f810"
#define OTHER "9b024349-ccf0-5f69-a609-6b82873eab3c"

static void refuse(const struct config_show *config, const char *expected)
{
    struct err err = {0};

    assert_null(show_circle_new(config, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    if (!strstr(err.text, expected))
        fail_msg("%s: expected %s", err.text, expected);
}

static void test_all_that_is_configured_is_in_the_show(void **state)
{
    static char podroll[] = GUID " https://example.org/feed.xml;  " OTHER " ; ";
    static char publisher[] = GUID;
    static char social[] = "https://social.example.org/@weekly/1 @weekly";
    static char chat[] = "irc  irc.example.org #weekly";
    static char block[] = "amazon; spotify";
    const struct config_show config = {.podroll = podroll,
        .publisher = publisher,
        .social = social,
        .chat = chat,
        .block = block};
    struct podcast_show show = {0};
    struct err err;
    own(show_circle) circle = show_circle_new(&config, &err);

    (void)state;
    assert_non_null(circle);
    show_circle_fill(circle, &show);
    assert_int_equal(show.podroll_count, 2);
    assert_string_equal(show.podroll[0].feed_guid, GUID);
    assert_string_equal(
        show.podroll[0].feed_url, "https://example.org/feed.xml");
    assert_string_equal(show.podroll[1].feed_guid, OTHER);
    assert_null(show.podroll[1].feed_url);
    assert_string_equal(show.publisher.feed_guid, GUID);
    assert_string_equal(show.publisher.medium, "publisher");
    assert_int_equal(show.social_count, 1);
    assert_string_equal(show.socials[0].protocol, "activitypub");
    assert_string_equal(
        show.socials[0].url, "https://social.example.org/@weekly/1");
    assert_string_equal(show.socials[0].account, "@weekly");
    assert_string_equal(show.chat.protocol, "irc");
    assert_string_equal(show.chat.server, "irc.example.org");
    assert_string_equal(show.chat.space, "#weekly");
    assert_int_equal(show.block_count, 2);
    assert_string_equal(show.blocks[1].service, "spotify");
    assert_true(show.blocks[1].is_blocked);
    assert_false(show.is_blocked);
}

static void test_what_is_not_configured_stays(void **state)
{
    const struct config_show config = {0};
    const struct podcast_remote liked = {.feed_guid = GUID};
    struct podcast_show show = {.podroll = &liked, .podroll_count = 1};
    struct err err;
    own(show_circle) circle = show_circle_new(&config, &err);

    (void)state;
    assert_non_null(circle);
    show_circle_fill(circle, &show);
    assert_ptr_equal(show.podroll, &liked);
    assert_int_equal(show.podroll_count, 1);
    assert_null(show.publisher.feed_guid);
}

static void test_blocked_for_all_is_blocked_at_apple_too(void **state)
{
    static char all[] = "all";
    const struct config_show config = {.block = all};
    struct podcast_show show = {0};
    struct err err;
    own(show_circle) circle = show_circle_new(&config, &err);

    (void)state;
    show_circle_fill(circle, &show);
    assert_int_equal(show.block_count, 1);
    assert_null(show.blocks[0].service);
    assert_true(show.is_blocked);
}

static void test_comments_can_be_disabled(void **state)
{
    static char disabled[] = "disabled";
    const struct config_show config = {.social = disabled};
    struct podcast_show show = {0};
    struct err err;
    own(show_circle) circle = show_circle_new(&config, &err);

    (void)state;
    show_circle_fill(circle, &show);
    assert_string_equal(show.socials[0].protocol, "disabled");
    assert_null(show.socials[0].url);
}

static void test_nonsense_is_refused_with_its_key(void **state)
{
    static char word[] = "nonsense";
    static char feed[] = GUID " example.org/feed.xml";
    static char much[] = GUID " https://example.org/feed.xml more";
    static char chat[] = "irc irc.example.org #weekly and more";
    static char service[] = "Amazon Music";

    (void)state;
    refuse(&(struct config_show){.podroll = word}, "podroll: \"nonsense\"");
    refuse(&(struct config_show){.podroll = feed}, "expected a podcast:guid");
    refuse(&(struct config_show){.publisher = much}, "publisher: ");
    refuse(&(struct config_show){.social = word}, "social: \"nonsense\"");
    refuse(&(struct config_show){.chat = word}, "chat: \"nonsense\"");
    refuse(&(struct config_show){.chat = chat}, "chat: \"irc\"");
    refuse(&(struct config_show){.block = service}, "block: \"Amazon\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_is_configured_is_in_the_show),
        cmocka_unit_test(test_what_is_not_configured_stays),
        cmocka_unit_test(test_blocked_for_all_is_blocked_at_apple_too),
        cmocka_unit_test(test_comments_can_be_disabled),
        cmocka_unit_test(test_nonsense_is_refused_with_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
