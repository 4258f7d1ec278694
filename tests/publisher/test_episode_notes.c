/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_notes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static void test_all_keys_are_understood(void **state)
{
    own_value(episode_notes) notes = {0};
    struct err err = {0};

    (void)state;
    if (!episode_notes_parse("---\n"
                             "title: \"The budget: at last\"  # really\n"
                             "season: 2\n"
                             "number: 14\n"
                             "type: bonus\n"
                             "explicit: yes\n"
                             "publish: 2026-11-23T06:00:00Z\n"
                             "\n"
                             "# who was there\n"
                             "persons:\n"
                             "  - Ada Example (Host) https://example.org/ada\n"
                             "  - Ben Example (guest); Cleo\n"
                             "cut: 0:00-0:35, 1:02:03-\n"
                             "redact: 00:12:03-00:12:20\n"
                             "soundbites:\n"
                             "  - 0:14:10-0:14:40 Why it is closed\n"
                             "  - 0:20:00-0:20:30\n"
                             "season-name: Spring\n"
                             "chat: \"irc irc.example.org #weekly\"\n"
                             "---\n"
                             "\n"
                             "What **was** said.\n",
            &notes, &err))
        fail_msg("%s", err.text);
    assert_string_equal(notes.title, "The budget: at last");
    assert_string_equal(notes.body, "What **was** said.\n");
    assert_int_equal(notes.season, 2);
    assert_int_equal(notes.number, 14);
    assert_int_equal(notes.kind, EPISODE_BONUS);
    assert_int_equal(notes.is_explicit, CHOICE_YES);
    assert_int_equal(notes.publish_at, 1795413600);
    assert_int_equal(notes.persons.count, 3);
    assert_string_equal(notes.persons.items[0].name, "Ada Example");
    assert_string_equal(notes.persons.items[0].role, "host");
    assert_string_equal(notes.persons.items[0].link, "https://example.org/ada");
    assert_string_equal(notes.persons.items[1].role, "guest");
    assert_null(notes.persons.items[2].role);
    assert_int_equal(notes.edits.cut.count, 2);
    assert_int_equal(notes.edits.silenced.count, 1);
    assert_int_equal(notes.item.soundbite_count, 2);
    assert_string_equal(notes.item.soundbites[0].title, "Why it is closed");
    assert_string_equal(notes.item.season_name, "Spring");
    assert_string_equal(notes.item.chat.space, "#weekly");
}

static void test_without_a_head_the_first_heading_is_the_title(void **state)
{
    own_value(episode_notes) notes = {0};
    own_value(episode_notes) plain = {0};
    struct err err;

    (void)state;
    assert_true(
        episode_notes_parse("\n# The *bridge*\n\nText\n", &notes, &err));
    assert_string_equal(notes.title, "The *bridge*");
    assert_string_equal(notes.body, "Text\n");
    assert_true(episode_notes_parse("Text\n# Not a title\n", &plain, &err));
    assert_null(plain.title);
    assert_string_equal(plain.body, "Text\n# Not a title\n");
}

static void check_refused(const char *text, const char *message)
{
    struct episode_notes notes = {0};
    struct err err = {0};

    assert_false(episode_notes_parse(text, &notes, &err));
    if (!strstr(err.text, message))
        fail_msg("%s", err.text);
    assert_null(notes.title);
    assert_null(notes.body);
}

static void test_mistakes_are_refused_with_line_and_key(void **state)
{
    (void)state;
    check_refused("---\ntitel: x\n---\n", "line 2: \"titel\": expected title");
    check_refused("---\n\nseason: two\n---\n", "line 3: season: \"two\"");
    check_refused("---\ntype: best\n---\n", "line 2: type: \"best\"");
    check_refused("---\ntitle: x\n", "has no end");
    check_refused("---\nno colon\n---\n", "line 2: expected KEY: VALUE");
    check_refused("---\ntitle: \"x\n---\n", "quotes are not closed");
    check_refused("---\npublish: tomorrow\n---\n", "2026-11-22T18:00:00Z");
    check_refused("---\nredact: 5-3\n---\n", "expected FROM-TO");
    check_refused("---\npersons: Ada ftp://x\n---\n", "http(s)");
    check_refused("\xff", "UTF-8");
}

static void test_persons_survive_being_written_and_read(void **state)
{
    own_value(person_list) list = {0};
    own_value(person_list) again = {0};
    own_value(text) lines = {0};
    struct err err;

    (void)state;
    assert_true(person_list_parse(&list,
        "Ada Ex (host) https://example.org/; Ben\nAda Ex (guest)", &err));
    assert_int_equal(list.count, 2);
    person_list_append(&list, &lines);
    assert_string_equal(
        text_string(&lines), "Ada Ex (host) https://example.org/\nBen\n");
    assert_true(person_list_parse(&again, text_string(&lines), &err));
    assert_int_equal(again.count, 2);
    assert_string_equal(again.items[0].link, "https://example.org/");
}

static void test_notes_that_are_not_there_say_nothing(void **state)
{
    own_value(episode_notes) notes = {0};
    struct err err;

    (void)state;
    assert_true(episode_notes_read("nowhere/x.md", &notes, &err));
    assert_null(notes.title);
    assert_false(episode_notes_read("/", &notes, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_keys_are_understood),
        cmocka_unit_test(test_without_a_head_the_first_heading_is_the_title),
        cmocka_unit_test(test_mistakes_are_refused_with_line_and_key),
        cmocka_unit_test(test_persons_survive_being_written_and_read),
        cmocka_unit_test(test_notes_that_are_not_there_say_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
