/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_soundbites.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recorder/base/own.h"

#define SECOND_48K 48000

static const struct podcast_soundbite at_ten = {10000, 20000, NULL};
static const struct podcast_episode noted = {
    .soundbites = &at_ten, .soundbite_count = 1};

static void check(const struct edit_list *edits, const char *edit_tags,
    int64_t intro_48k, const char *expected)
{
    const struct soundbite_place place = {edits, intro_48k, 40000};
    struct err err;
    own_heap(char) placed =
        episode_soundbites_place(&noted, edit_tags, &place, &err);

    assert_non_null(placed);
    assert_string_equal(placed, expected);
}

static void test_without_edits_it_is_where_it_was_said(void **state)
{
    const struct edit_list none = {0};

    (void)state;
    check(&none, NULL, 0,
        "{\"soundbites\":[{\"start_ms\":10000,\"duration_ms\":20000}]}");
}

static void test_an_intro_moves_it_and_the_end_of_the_episode_ends_it(
    void **state)
{
    const struct edit_list none = {0};

    (void)state;
    check(&none, NULL, 15 * SECOND_48K,
        "{\"soundbites\":[{\"start_ms\":25000,\"duration_ms\":15000}]}");
}

static void test_what_is_cut_before_and_within_it_is_gone(void **state)
{
    own_value(edit_list) edits = {0};
    struct err err;

    (void)state;
    assert_true(edit_spans_parse(&edits.cut, "0-4, 0:12-0:15", &err));
    check(&edits, NULL, 0,
        "{\"soundbites\":[{\"start_ms\":6000,\"duration_ms\":17000}]}");
    assert_true(edit_spans_parse(&edits.cut, "0-0:31", &err));
    check(&edits, NULL, 0, "");
}

static void test_one_with_a_silence_in_it_is_left_out(void **state)
{
    own_value(edit_list) edits = {0};
    struct err err;

    (void)state;
    assert_true(edit_spans_parse(&edits.silenced, "0:29-0:35", &err));
    check(&edits, NULL, 0, "");
}

static void test_those_that_people_set_replace_the_noted_ones(void **state)
{
    const struct edit_list none = {0};
    const char *by_hand =
        "{\"soundbites\":[{\"start_ms\":1000,\"duration_ms\":2000}]}";
    struct err err;

    (void)state;
    check(&none, by_hand, 0, by_hand);
    check(&none, "{\"license\":{\"name\":\"mit\"}}", 0,
        "{\"soundbites\":[{\"start_ms\":10000,\"duration_ms\":20000}]}");
    own_heap(char) of_edit = episode_soundbites_of_edit(by_hand, &err);
    assert_string_equal(of_edit, by_hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_edits_it_is_where_it_was_said),
        cmocka_unit_test(
            test_an_intro_moves_it_and_the_end_of_the_episode_ends_it),
        cmocka_unit_test(test_what_is_cut_before_and_within_it_is_gone),
        cmocka_unit_test(test_one_with_a_silence_in_it_is_left_out),
        cmocka_unit_test(test_those_that_people_set_replace_the_noted_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
