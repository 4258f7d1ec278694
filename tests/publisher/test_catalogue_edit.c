/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/catalogue/catalogue_read.h"
#include "tests/publisher/temporary_folder.h"

static char found_title[] = "As found";
static char found_notes[] = "*Found* notes";
static char description[] = "What was said.";
static char hand_title[] = "By hand";
static char hand_notes[] = "By *hand*";
static char redact[] = "00:12:03-00:12:20";

static struct catalogue *open_with_one(
    const char *folder, struct catalogue_episode *episode)
{
    struct err err;
    struct catalogue *catalogue =
        catalogue_open(path_in(folder, "catalogue"), DATABASE_CREATE, &err);

    *episode = (struct catalogue_episode){.recording = "one",
        .guid = "urn:uuid:one",
        .show = "weekly",
        .slug = "one",
        .title = found_title,
        .notes = found_notes,
        .description = description,
        .kind = EPISODE_FULL};
    assert_non_null(catalogue);
    assert_true(catalogue_add(catalogue, episode, &err));
    return catalogue;
}

static void read_one(struct catalogue *catalogue, struct episode_list *list)
{
    struct err err;

    episode_list_clear(list);
    assert_true(catalogue_read(catalogue, list, &err));
    assert_int_equal(list->count, 1);
}

static void test_what_people_set_stands_above_what_is_found(void **state)
{
    struct err err;
    struct catalogue_episode episode;
    own(catalogue) catalogue = open_with_one(*state, &episode);
    const struct episode_edit edit = {.title = hand_title,
        .notes = hand_notes,
        .redact = redact,
        .is_explicit = CHOICE_YES,
        .is_draft = CHOICE_NO,
        .kind = EPISODE_BONUS,
        .season = 3,
        .publish_at = 77};
    own_value(episode_list) list = {0};

    assert_true(catalogue_set_edit(catalogue, "one", &edit, &err));
    assert_true(catalogue_set_found(catalogue, &episode, &err));
    read_one(catalogue, &list);
    const struct catalogue_episode *out = &list.items[0];
    assert_string_equal(episode_title(out), "By hand");
    assert_string_equal(episode_notes(out), "By *hand*");
    assert_string_equal(out->title, "As found");
    assert_string_equal(out->edit.redact, redact);
    assert_null(out->edit.trim);
    assert_true(episode_is_explicit(out, false));
    assert_false(episode_is_draft(out, true));
    assert_int_equal(episode_kind(out), EPISODE_BONUS);
    assert_int_equal(episode_season(out), 3);
    assert_int_equal(episode_publish_at(out), 77);
}

static void test_what_is_taken_back_is_as_found_again(void **state)
{
    struct err err;
    struct catalogue_episode episode;
    own(catalogue) catalogue = open_with_one(*state, &episode);
    const struct episode_edit edit = {.title = hand_title};
    const struct episode_edit nothing = {0};
    own_value(episode_list) list = {0};

    read_one(catalogue, &list);
    assert_string_equal(episode_title(&list.items[0]), "As found");
    assert_true(catalogue_set_edit(catalogue, "one", &edit, &err));
    assert_true(catalogue_set_edit(catalogue, "one", &nothing, &err));
    read_one(catalogue, &list);
    assert_string_equal(episode_title(&list.items[0]), "As found");
    assert_int_equal(episode_kind(&list.items[0]), EPISODE_FULL);
    assert_true(episode_is_explicit(&list.items[0], true));
    assert_true(episode_is_draft(&list.items[0], true));
    assert_false(episode_is_draft(&list.items[0], false));
}

static void test_hidden_twice_keeps_its_first_dates_until_restored(void **state)
{
    struct err err;
    struct catalogue_episode episode;
    own(catalogue) catalogue = open_with_one(*state, &episode);
    const struct catalogue_hiding first = {
        .hidden = 100, .remove_at = 200, .is_expired = true};
    const struct catalogue_hiding second = {.hidden = 300};
    own_value(episode_list) list = {0};

    assert_true(catalogue_hide(catalogue, "one", &first, &err));
    assert_true(catalogue_hide(catalogue, "one", &second, &err));
    read_one(catalogue, &list);
    assert_int_equal(list.items[0].hidden, 100);
    assert_int_equal(list.items[0].remove_at, 200);
    assert_true(list.items[0].is_expired);
    assert_false(list.items[0].is_kept);
    assert_true(catalogue_set_removed(catalogue, "one", 250, &err));
    assert_true(catalogue_restore(catalogue, "one", &err));
    read_one(catalogue, &list);
    assert_int_equal(list.items[0].hidden, 0);
    assert_int_equal(list.items[0].remove_at, 0);
    assert_int_equal(list.items[0].removed, 250);
    assert_false(list.items[0].is_expired);
    assert_true(list.items[0].is_kept);
}

static void test_what_is_hidden_or_not_due_is_not_public(void **state)
{
    struct catalogue_episode episode = {.state = EPISODE_VERIFIED};

    (void)state;
    assert_true(episode_is_public(&episode, false, 50));
    assert_false(episode_is_public(&episode, true, 50));
    episode.publish_at = 51;
    assert_false(episode_is_public(&episode, false, 50));
    assert_true(episode_is_public(&episode, false, 51));
    episode.edit.publish_at = 40;
    assert_true(episode_is_public(&episode, false, 50));
    episode.hidden = 1;
    assert_false(episode_is_public(&episode, false, 50));
    episode = (struct catalogue_episode){.state = EPISODE_STORED};
    assert_false(episode_is_public(&episode, false, 50));
}

/* The show may have been set to review after it was listed. */
static void test_what_is_listed_is_a_draft_only_by_hand(void **state)
{
    struct catalogue_episode episode = {.state = EPISODE_LISTED};

    (void)state;
    assert_true(episode_is_public(&episode, true, 50));
    episode.edit.is_draft = CHOICE_YES;
    assert_false(episode_is_public(&episode, false, 50));
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_what_people_set_stands_above_what_is_found),
        IN_FOLDER(test_what_is_taken_back_is_as_found_again),
        IN_FOLDER(test_hidden_twice_keeps_its_first_dates_until_restored),
        cmocka_unit_test(test_what_is_hidden_or_not_due_is_not_public),
        cmocka_unit_test(test_what_is_listed_is_a_draft_only_by_hand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
