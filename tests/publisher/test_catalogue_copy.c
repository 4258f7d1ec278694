/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/catalogue/catalogue_edit.h"
#include "publisher/catalogue/catalogue_read.h"
#include "tests/publisher/opened_catalogue.h"
#include "tests/publisher/temporary_folder.h"

static char texts[14][32];

/* With something in every field. */
static struct catalogue_episode full_episode(void)
{
    struct catalogue_episode episode = {.recording = "one",
        .room = "hall",
        .show = "weekly",
        .guid = "urn:uuid:one",
        .slug = "2026-11-22-one",
        .notes_print = "0123",
        .made_print = "4567",
        .started = 1,
        .published = 2,
        .publish_at = 3,
        .is_explicit = CHOICE_YES,
        .duration_ms = 4,
        .kind = EPISODE_BONUS,
        .season = 5,
        .number = 6,
        .mp3 = {7, 8, "sha384-mp3"},
        .opus = {9, 10, "sha384-opus"},
        .edit = {.is_explicit = CHOICE_NO,
            .is_draft = CHOICE_NO,
            .kind = EPISODE_TRAILER,
            .season = 11,
            .publish_at = 12}};
    char **owned[] = {&episode.title, &episode.description, &episode.notes,
        &episode.chapters, &episode.transcripts, &episode.persons,
        &episode.cover, &episode.edit.title, &episode.edit.notes,
        &episode.edit.redact, &episode.edit.trim, &episode.tags,
        &episode.soundbites, &episode.edit.tags};

    for (int i = 0; i < 14; i++) {
        snprintf(texts[i], sizeof texts[i], "text \"%d\"\n", i);
        *owned[i] = texts[i];
    }
    return episode;
}

static struct catalogue_show list(
    struct catalogue *catalogue, const struct catalogue_episode *episode)
{
    struct err err;
    const char *recording = episode->recording;
    const struct catalogue_listing listing = {&recording, 1};
    const struct catalogue_show show = {
        .name = "weekly", .guid = "guid", .fingerprint = "f00d", .changed = 99};

    assert_true(catalogue_add(catalogue, episode, &err));
    assert_true(catalogue_set_edit(catalogue, recording, &episode->edit, &err));
    assert_true(catalogue_set_rendered(catalogue, episode, &err));
    assert_true(catalogue_set_stored(catalogue, recording, &err));
    assert_true(catalogue_set_verified(catalogue, recording, &err));
    assert_true(catalogue_list(catalogue, &show, &listing, &err));
    return show;
}

static void copy(struct catalogue *catalogue, const struct catalogue_show *show,
    struct text *lines)
{
    struct err err;
    own_value(episode_list) episodes = {0};

    assert_true(catalogue_read(catalogue, &episodes, &err));
    assert_true(catalogue_copy_append(catalogue, show, &episodes, lines, &err));
}

static void test_what_is_taken_back_gives_the_same_copy(void **state)
{
    static const struct catalogue_segment parts[] = {{"one", 1}, {"two", 2}};
    struct err err;
    own(catalogue) from = opened_catalogue(*state, "from");
    own(catalogue) to = opened_catalogue(*state, "to");
    const struct catalogue_episode episode = full_episode();
    const struct catalogue_show show = list(from, &episode);
    own_value(text) before = {0};
    own_value(text) after = {0};
    int number;

    assert_true(
        catalogue_set_segments(from, episode.recording, parts, 2, &err));
    copy(from, &show, &before);
    for (int i = 0; i < 14; i++) {
        char quoted[32];
        snprintf(quoted, sizeof quoted, "text \\\"%d\\\"\\n", i);
        assert_non_null(strstr(text_string(&before), quoted));
    }
    assert_true(catalogue_copy_take(to, &before, &err));
    copy(to, &show, &after);
    assert_string_equal(text_string(&before), text_string(&after));
    number = next_number_of(to, "weekly", 5, 0);
    assert_int_equal(number, 7);
}

static void test_of_a_hidden_episode_nothing_is_told(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "from");
    own(catalogue) to = opened_catalogue(*state, "to");
    const struct catalogue_episode episode = full_episode();
    const struct catalogue_show show = list(catalogue, &episode);
    const struct catalogue_hiding hiding = {.hidden = 50, .remove_at = 60};
    own_value(text) lines = {0};
    own_value(episode_list) read = {0};

    assert_true(catalogue_hide(catalogue, "one", &hiding, &err));
    copy(catalogue, &show, &lines);
    assert_null(strstr(text_string(&lines), "text"));
    assert_true(catalogue_copy_take(to, &lines, &err));
    assert_true(catalogue_read(to, &read, &err));
    assert_int_equal(read.items[0].hidden, 50);
    assert_int_equal(read.items[0].remove_at, 60);
    assert_string_equal(read.items[0].title, read.items[0].slug);
}

static void test_a_draft_comes_back_to_be_made_again(void **state)
{
    struct err err;
    own(catalogue) from = opened_catalogue(*state, "from");
    own(catalogue) to = opened_catalogue(*state, "to");
    const struct catalogue_episode episode = full_episode();
    const struct catalogue_show show = {.name = "weekly"};
    own_value(text) lines = {0};
    own_value(episode_list) drafts = {0};
    own_value(episode_list) read = {0};

    assert_true(catalogue_add(from, &episode, &err));
    assert_true(catalogue_set_edit(from, "one", &episode.edit, &err));
    assert_true(catalogue_set_rendered(from, &episode, &err));
    assert_true(catalogue_read(from, &drafts, &err));
    copy(from, &show, &lines);
    assert_null(strstr(text_string(&lines), "\"one\""));
    text_reset(&lines);
    assert_true(catalogue_copy_append_all(from, &show, &drafts, &lines, &err));
    assert_int_equal(catalogue_copy_changed(&lines), -1);
    assert_true(catalogue_copy_take(to, &lines, &err));
    assert_true(catalogue_read(to, &read, &err));
    assert_int_equal(read.items[0].state, EPISODE_FINISHED);
    assert_int_equal(read.items[0].opus.length_bytes, 0);
    assert_int_equal(read.items[0].number, 6);
    assert_string_equal(read.items[0].edit.redact, episode.edit.redact);
}

static void test_numbers_of_recovered_episodes_are_used_up(void **state)
{
    struct err err;
    own(catalogue) to = opened_catalogue(*state, "to");
    struct catalogue_episode episodes[2] = {full_episode(), full_episode()};
    const struct episode_list list = {episodes, 2};
    const struct catalogue_show show = {
        .name = "weekly", .guid = "guid", .fingerprint = "f00d", .changed = 99};
    own_value(text) lines = {0};

    snprintf(episodes[1].recording, sizeof episodes[1].recording, "two");
    snprintf(episodes[1].guid, sizeof episodes[1].guid, "urn:uuid:two");
    snprintf(episodes[1].slug, sizeof episodes[1].slug, "2026-11-22-two");
    episodes[0].number = 9;
    episodes[1].published++;
    assert_true(catalogue_copy_append_recovered(&show, &list, &lines, &err));
    assert_int_equal(catalogue_copy_changed(&lines), 99);
    assert_true(catalogue_copy_take(to, &lines, &err));
    assert_int_equal(next_number_of(to, "weekly", 5, 0), 10);
    assert_int_equal(next_number_of(to, "weekly", 6, 0), 1);
}

static void test_damaged_lines_are_refused_as_a_whole(void **state)
{
    static const char *const tails[] = {"{", "{\"is\": \"else\"}",
        "{\"is\": \"episode\", \"recording\": \"x\"}", "[]"};
    struct err err;
    own(catalogue) from = opened_catalogue(*state, "from");
    own(catalogue) to = opened_catalogue(*state, "to");
    const struct catalogue_episode episode = full_episode();
    const struct catalogue_show show = list(from, &episode);

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        own_value(text) lines = {0};
        own_value(episode_list) read = {0};
        copy(from, &show, &lines);
        text_append(&lines, tails[i]);
        assert_false(catalogue_copy_take(to, &lines, &err));
        assert_int_equal(err.kind, ERR_FORMAT);
        assert_non_null(strstr(err.text, "line 4: "));
        assert_true(catalogue_read(to, &read, &err));
        assert_int_equal(read.count, 0);
    }
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_what_is_taken_back_gives_the_same_copy),
        IN_FOLDER(test_of_a_hidden_episode_nothing_is_told),
        IN_FOLDER(test_a_draft_comes_back_to_be_made_again),
        IN_FOLDER(test_numbers_of_recovered_episodes_are_used_up),
        IN_FOLDER(test_damaged_lines_are_refused_as_a_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
