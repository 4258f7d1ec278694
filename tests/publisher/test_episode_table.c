/* SPDX-License-Identifier: BSD-2-Clause */
/* Episodes as people read them. */
#include "publisher/episode/episode_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/planned_show.h"

static const struct config config = {.shows = shows, .show_count = 1};

static void test_a_line_is_cut_at_the_edge_of_a_terminal(void **state)
{
    const struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode episode = episode_of(&recording, EPISODE_LISTED);
    char title[] = "\xC3\xA9t\xC3\xA9 \xC3\xA0 la mairie";
    struct episode_view view = {.config = &config, .now = NOW};
    own_value(text) whole = {0};
    own_value(text) cut = {0};

    (void)state;
    episode.title = title;
    episode_table_append_line(&view, &episode, &whole);
    assert_non_null(strstr(text_string(&whole), title));
    size_t before =
        (size_t)(strstr(text_string(&whole), title) - text_string(&whole));
    view.columns = (int)before + 5;
    episode_table_append_line(&view, &episode, &cut);
    assert_memory_equal(text_string(&cut), text_string(&whole), before);
    assert_string_equal(
        text_string(&cut) + before, "\xC3\xA9t\xC3\xA9 \xE2\x80\xA6\n");
}

static void test_a_line_that_fits_is_whole(void **state)
{
    const struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode episode = episode_of(&recording, EPISODE_LISTED);
    struct episode_view view = {.config = &config, .now = NOW};
    own_value(text) whole = {0};
    own_value(text) fitting = {0};

    (void)state;
    episode_table_append_line(&view, &episode, &whole);
    view.columns = (int)whole.length - 1; /* the line's end takes none */
    episode_table_append_line(&view, &episode, &fitting);
    assert_string_equal(text_string(&fitting), text_string(&whole));
}

static void test_one_that_fails_says_that_it_is_in_the_feed(void **state)
{
    const struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode episode = episode_of(&recording, EPISODE_LISTED);
    const struct episode_view view = {.config = &config, .now = NOW};
    char empty[] = "";
    char reason[] = "the disk is full";
    own_value(text) listed = {0};
    own_value(text) hidden = {0};

    (void)state;
    episode.notes = episode.chapters = episode.persons = empty;
    episode.tags = episode.soundbites = episode.cover = empty;
    episode.transcripts = empty;
    episode.trouble.reason = reason;
    episode_table_append_all(&view, &episode, &listed);
    assert_non_null(strstr(
        text_string(&listed), "state       failing; in the feed as it was\n"));
    episode.hidden = NOW;
    episode_table_append_all(&view, &episode, &hidden);
    assert_non_null(strstr(text_string(&hidden), "state       failing\n"));
}

static void test_below_one_that_was_given_up_stands_why(void **state)
{
    const struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode episode = episode_of(&recording, EPISODE_FINISHED);
    struct episode_view view = {.config = &config, .now = NOW};
    char reason[] = "the disk is full";
    own_value(text) plain = {0};
    own_value(text) told = {0};
    own_value(text) cut = {0};

    (void)state;
    episode_table_append_line(&view, &episode, &plain);
    assert_null(strstr(text_string(&plain), reason));
    episode.trouble.reason = reason;
    episode.trouble.parked = NOW;
    episode_table_append_line(&view, &episode, &told);
    assert_non_null(strstr(text_string(&told), "  given up  "));
    assert_non_null(
        strstr(text_string(&told), "\n          the disk is full\n"));
    view.columns = 14;
    episode_table_append_line(&view, &episode, &cut);
    assert_non_null(strstr(text_string(&cut), "\n          the\xE2\x80\xA6\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_cut_at_the_edge_of_a_terminal),
        cmocka_unit_test(test_a_line_that_fits_is_whole),
        cmocka_unit_test(test_one_that_fails_says_that_it_is_in_the_feed),
        cmocka_unit_test(test_below_one_that_was_given_up_stands_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
