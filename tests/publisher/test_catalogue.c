/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/catalogue/catalogue_read.h"
#include "publisher/catalogue/catalogue_schema.h"
#include "publisher/catalogue/catalogue_show.h"
#include "recorder/base/whole_file.h"
#include "tests/publisher/opened_catalogue.h"
#include "tests/publisher/temporary_folder.h"

#define OLD_MOST_BYTES (1 << 20)

static char title[] = "A title";
static char description[] = "What was said.";

static struct catalogue_episode episode_of(const char *show, char letter)
{
    struct catalogue_episode episode = {
        .title = title, .description = description};

    snprintf(
        episode.recording, sizeof episode.recording, "recording-%c", letter);
    snprintf(episode.guid, sizeof episode.guid, "urn:uuid:%s-%c", show, letter);
    snprintf(episode.slug, sizeof episode.slug, "2026-11-22-%c", letter);
    snprintf(episode.show, sizeof episode.show, "%s", show);
    snprintf(episode.room, sizeof episode.room, "hall");
    episode.started = 1795370400;
    episode.published = 1795374000 + letter;
    episode.duration_ms = 3600000;
    return episode;
}

static void render(
    struct catalogue *catalogue, struct catalogue_episode *episode, int number)
{
    struct err err;

    episode->number = number;
    episode->mp3 = (struct catalogue_media){1000, 64000, "sha384-mp3"};
    episode->opus = (struct catalogue_media){500, 32000, "sha384-opus"};
    assert_true(catalogue_set_rendered(catalogue, episode, &err));
}

static void list(
    struct catalogue *catalogue, const char *show, const char *recording)
{
    struct err err;
    const struct catalogue_listing listing = {&recording, 1};
    struct catalogue_show record = {.fingerprint = "0011", .changed = 7};

    snprintf(record.name, sizeof record.name, "%s", show);
    snprintf(record.guid, sizeof record.guid, "guid of %s", show);
    assert_true(catalogue_list(catalogue, &record, &listing, &err));
}

static enum episode_state state_of(
    struct catalogue *catalogue, const char *recording)
{
    struct err err;
    own_value(episode_list) list = {0};

    assert_true(catalogue_read(catalogue, &list, &err));
    const struct catalogue_episode *found = episode_list_find(&list, recording);
    assert_non_null(found);
    return found->state;
}

/* From rendered to listed. */
static void publish(
    struct catalogue *catalogue, const struct catalogue_episode *episode)
{
    struct err err;

    assert_true(catalogue_set_stored(catalogue, episode->recording, &err));
    assert_true(catalogue_set_verified(catalogue, episode->recording, &err));
    list(catalogue, episode->show, episode->recording);
}

static void test_an_episode_comes_back_as_it_was_put_in(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode in = episode_of("weekly", 'a');
    own_value(episode_list) list = {0};

    assert_true(catalogue_add(catalogue, &in, &err));
    render(catalogue, &in, 3);
    assert_true(catalogue_read(catalogue, &list, &err));
    assert_int_equal(list.count, 1);
    const struct catalogue_episode *out = &list.items[0];
    assert_string_equal(out->recording, in.recording);
    assert_string_equal(out->room, in.room);
    assert_string_equal(out->show, in.show);
    assert_string_equal(out->guid, in.guid);
    assert_string_equal(out->slug, in.slug);
    assert_string_equal(out->title, in.title);
    assert_string_equal(out->description, in.description);
    assert_int_equal(out->started, in.started);
    assert_int_equal(out->published, in.published);
    assert_int_equal(out->duration_ms, in.duration_ms);
    assert_int_equal(out->number, 3);
    assert_memory_equal(&out->mp3, &in.mp3, sizeof in.mp3);
    assert_memory_equal(&out->opus, &in.opus, sizeof in.opus);
}

static void test_an_episode_goes_from_step_to_step(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');
    const char *id = episode.recording;

    assert_true(catalogue_add(catalogue, &episode, &err));
    assert_int_equal(state_of(catalogue, id), EPISODE_FINISHED);
    assert_true(catalogue_set_stored(catalogue, id, &err));
    assert_int_equal(state_of(catalogue, id), EPISODE_FINISHED);
    render(catalogue, &episode, 1);
    assert_int_equal(state_of(catalogue, id), EPISODE_RENDERED);
    assert_true(catalogue_set_verified(catalogue, id, &err));
    assert_int_equal(state_of(catalogue, id), EPISODE_RENDERED);
    assert_true(catalogue_set_stored(catalogue, id, &err));
    assert_int_equal(state_of(catalogue, id), EPISODE_STORED);
    list(catalogue, "weekly", id);
    assert_int_equal(state_of(catalogue, id), EPISODE_STORED);
    assert_true(catalogue_set_verified(catalogue, id, &err));
    assert_int_equal(state_of(catalogue, id), EPISODE_VERIFIED);
    list(catalogue, "weekly", "another");
    assert_int_equal(state_of(catalogue, id), EPISODE_VERIFIED);
    list(catalogue, "weekly", id);
    assert_int_equal(state_of(catalogue, id), EPISODE_LISTED);
}

static void test_rendering_again_leaves_a_listed_episode_listed(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');

    assert_true(catalogue_add(catalogue, &episode, &err));
    render(catalogue, &episode, 1);
    publish(catalogue, &episode);
    render(catalogue, &episode, 1);
    assert_int_equal(state_of(catalogue, episode.recording), EPISODE_LISTED);
}

static void test_a_recording_is_an_episode_only_once(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');
    struct catalogue_episode again = episode_of("weekly", 'b');

    assert_true(catalogue_add(catalogue, &episode, &err));
    memcpy(again.recording, episode.recording, sizeof again.recording);
    assert_false(catalogue_add(catalogue, &again, &err));
    assert_non_null(strstr(err.text, "recording"));
}

static void test_two_episodes_of_a_show_never_share_a_slug(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode one = episode_of("weekly", 'a');
    struct catalogue_episode two = episode_of("weekly", 'b');
    struct catalogue_episode elsewhere = episode_of("daily", 'c');

    memcpy(two.slug, one.slug, sizeof two.slug);
    memcpy(elsewhere.slug, one.slug, sizeof one.slug);
    assert_true(catalogue_add(catalogue, &one, &err));
    assert_false(catalogue_add(catalogue, &two, &err));
    assert_true(catalogue_add(catalogue, &elsewhere, &err));
}

static void test_numbers_count_up_within_a_show(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');
    int number;

    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 1);
    assert_true(catalogue_add(catalogue, &episode, &err));
    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 1);
    render(catalogue, &episode, 1);
    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 2);
    number = next_number_of(catalogue, "daily", 0, 0);
    assert_int_equal(number, 1);
    render(catalogue, &episode, 9);
    assert_int_equal(next_number_of(catalogue, "weekly", 0, 8), 10);
    assert_int_equal(next_number_of(catalogue, "weekly", 0, 9), 10);
    assert_int_equal(next_number_of(catalogue, "weekly", 0, 12), 13);
}

static void test_a_number_that_was_listed_is_never_given_again(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');
    int number;

    assert_true(catalogue_add(catalogue, &episode, &err));
    render(catalogue, &episode, 7);
    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 1);
    publish(catalogue, &episode);
    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 8);
    number = next_number_of(catalogue, "weekly", 1, 0);
    assert_int_equal(number, 1);
    assert_true(catalogue_set_number(catalogue, episode.recording, 0, &err));
    own_value(episode_list) list = {0};
    assert_true(catalogue_read(catalogue, &list, &err));
    assert_int_equal(list.items[0].number, 7);
}

static void test_a_number_given_back_is_the_next_again(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode one = episode_of("weekly", 'a');
    struct catalogue_episode two = episode_of("weekly", 'b');
    int number;

    assert_true(catalogue_add(catalogue, &one, &err));
    assert_true(catalogue_add(catalogue, &two, &err));
    assert_true(catalogue_set_number(catalogue, one.recording, 1, &err));
    assert_true(catalogue_set_number(catalogue, two.recording, 2, &err));
    assert_true(catalogue_set_number(catalogue, one.recording, 0, &err));
    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 1);
}

static void test_the_recordings_of_one_episode_come_back_in_order(void **state)
{
    static const struct catalogue_segment parts[] = {
        {"recording-c", 2}, {"recording-a", 1}};
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');
    own_heap(struct catalogue_segment) read = NULL;
    size_t count;

    assert_true(catalogue_add(catalogue, &episode, &err));
    for (int again = 0; again < 2; again++)
        assert_true(catalogue_set_segments(
            catalogue, episode.recording, parts, 2, &err));
    assert_true(catalogue_read_segments(
        catalogue, episode.recording, &read, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(read[0].recording, "recording-a");
    assert_string_equal(read[1].recording, "recording-c");
}

static void test_what_is_remembered_is_recalled(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_heap(char) before = catalogue_recall(catalogue, "word", &err);

    assert_string_equal(before, "");
    assert_true(catalogue_remember(catalogue, "word", "one", &err));
    assert_true(catalogue_remember(catalogue, "word", "two", &err));
    own_heap(char) after = catalogue_recall(catalogue, "word", &err);
    assert_string_equal(after, "two");
}

/* By hand, past the catalogue's own functions, as a mistake in a later
 * version of it would. */
static bool run_by_hand(const char *folder, const char *sql, struct err *err)
{
    own(database) db =
        database_open(path_in(folder, "catalogue"), DATABASE_CREATE, err);

    return database_run(db, sql, err);
}

static void test_the_database_itself_keeps_what_is_listed(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');

    assert_true(catalogue_add(catalogue, &episode, &err));
    assert_true(run_by_hand(*state, "UPDATE episode SET slug = 'x'", &err));
    render(catalogue, &episode, 1);
    publish(catalogue, &episode);
    assert_false(run_by_hand(*state, "UPDATE episode SET slug = 'y'", &err));
    assert_false(run_by_hand(*state, "UPDATE episode SET guid = 'y'", &err));
    assert_false(run_by_hand(*state, "UPDATE episode SET number = 9", &err));
    assert_false(run_by_hand(*state, "DELETE FROM episode", &err));
    assert_non_null(strstr(err.text, "never deleted"));
    assert_true(run_by_hand(*state, "UPDATE episode SET title = 'y'", &err));
}

/* A catalogue as the first version left it. */
static void test_an_older_catalogue_is_taken_over(void **state)
{
    static const char *const rows[] = {
        "INSERT INTO show VALUES ('weekly', 'g', 'aa', 5)",
        "INSERT INTO episode VALUES ('one', 'hall', 'weekly', 'urn:uuid:one',"
        " 'one', 'One', 'What was said.', 10, 20, 30, 4, 'listed', 1, 2, 'i',"
        " 3, 4, 'j')",
        "INSERT INTO episode (recording, room, show, guid, slug, title,"
        " description, started, published, duration_ms) VALUES ('two', 'hall',"
        " 'weekly', 'urn:uuid:two', 'two', 'Two', 'More.', 40, 50, 60)",
    };
    const char *path = path_in(*state, "catalogue");
    struct err err;
    struct database *old = database_open(path, DATABASE_CREATE, &err);
    int number;

    assert_true(database_migrate(old, catalogue_schema, 1, &err));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(database_run(old, rows[i], &err));
    database_free(old);
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(episode_list) list = {0};
    assert_true(catalogue_read(catalogue, &list, &err));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].guid, "urn:uuid:one");
    assert_int_equal(list.items[0].state, EPISODE_LISTED);
    assert_int_equal(list.items[0].number, 4);
    assert_string_equal(list.items[0].mp3.integrity, "i");
    assert_int_equal(list.items[1].state, EPISODE_FINISHED);
    number = next_number_of(catalogue, "weekly", 0, 0);
    assert_int_equal(number, 5);
    assert_false(run_by_hand(*state, "DELETE FROM episode", &err));
    assert_false(run_by_hand(*state,
        "UPDATE episode SET slug = 'x'"
        " WHERE number = 4",
        &err));
    assert_true(catalogue_check(catalogue, &err));
}

/* A catalogue as roomcast left it before its schema had a third version. */
static void test_a_catalogue_of_the_second_version_is_taken_over(void **state)
{
    struct err err;
    own_value(text) sql = {0};

    assert_true(
        whole_file_read("catalogue/version-2.sql", OLD_MOST_BYTES, &sql, &err));
    assert_true(run_by_hand(*state, text_string(&sql), &err));
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(episode_list) list = {0};
    assert_true(catalogue_read(catalogue, &list, &err));
    assert_int_equal(list.count, 3);
    const struct catalogue_episode *edited = &list.items[0];
    assert_string_equal(edited->title, "The budget");
    assert_string_equal(episode_title(edited), "By hand");
    assert_string_equal(edited->edit.redact, "0:04-0:05");
    assert_string_equal(edited->chapters, "00:00:00.000 Welcome\n");
    assert_string_equal(edited->tags, "");
    assert_string_equal(edited->soundbites, "");
    assert_null(edited->edit.tags);
    assert_int_equal(edited->season, 2);
    assert_int_equal(list.items[1].hidden, 1795372784);
    assert_int_equal(list.items[2].edit.is_draft, CHOICE_YES);
    assert_int_equal(next_number_of(catalogue, "weekly", 2, 0), 2);
    assert_false(run_by_hand(*state, "DELETE FROM episode", &err));
    assert_true(catalogue_check(catalogue, &err));
}

static void test_a_show_keeps_its_first_guid(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct catalogue_show show = {
        .name = "weekly", .guid = "first", .fingerprint = "aa", .changed = 1};
    const struct catalogue_listing none = {0};
    bool is_known;

    assert_true(
        catalogue_find_show(catalogue, "weekly", &show, &is_known, &err));
    assert_false(is_known);
    assert_string_equal(show.guid, "first");
    assert_true(catalogue_list(catalogue, &show, &none, &err));
    snprintf(show.guid, sizeof show.guid, "second");
    show.changed = 2;
    assert_true(catalogue_list(catalogue, &show, &none, &err));
    assert_true(
        catalogue_find_show(catalogue, "weekly", &show, &is_known, &err));
    assert_true(is_known);
    assert_string_equal(show.guid, "first");
    assert_int_equal(show.changed, 2);
}

static void test_all_is_there_after_opening_it_again(void **state)
{
    struct err err;
    struct catalogue *first = opened_catalogue(*state, "catalogue");
    struct catalogue_episode episode = episode_of("weekly", 'a');

    assert_true(catalogue_add(first, &episode, &err));
    catalogue_free(first);
    own(catalogue) second = opened_catalogue(*state, "catalogue");
    assert_int_equal(state_of(second, episode.recording), EPISODE_FINISHED);
    assert_true(catalogue_check(second, &err));
}

static void test_looking_at_none_finds_it_empty_and_makes_none(void **state)
{
    struct err err;
    own(catalogue) catalogue =
        catalogue_open(path_in(*state, "catalogue"), DATABASE_LOOK, &err);
    own_value(episode_list) list = {0};

    assert_non_null(catalogue);
    assert_true(catalogue_read(catalogue, &list, &err));
    assert_int_equal(list.count, 0);
    assert_int_equal(count_entries(*state), 0);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_an_episode_comes_back_as_it_was_put_in),
        IN_FOLDER(test_an_episode_goes_from_step_to_step),
        IN_FOLDER(test_rendering_again_leaves_a_listed_episode_listed),
        IN_FOLDER(test_a_recording_is_an_episode_only_once),
        IN_FOLDER(test_two_episodes_of_a_show_never_share_a_slug),
        IN_FOLDER(test_numbers_count_up_within_a_show),
        IN_FOLDER(test_a_number_that_was_listed_is_never_given_again),
        IN_FOLDER(test_a_number_given_back_is_the_next_again),
        IN_FOLDER(test_the_recordings_of_one_episode_come_back_in_order),
        IN_FOLDER(test_what_is_remembered_is_recalled),
        IN_FOLDER(test_an_older_catalogue_is_taken_over),
        IN_FOLDER(test_a_catalogue_of_the_second_version_is_taken_over),
        IN_FOLDER(test_the_database_itself_keeps_what_is_listed),
        IN_FOLDER(test_a_show_keeps_its_first_guid),
        IN_FOLDER(test_all_is_there_after_opening_it_again),
        IN_FOLDER(test_looking_at_none_finds_it_empty_and_makes_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
