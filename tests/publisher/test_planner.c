/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/planner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/episode/made_print.h"
#include "publisher/episode/try_print.h"
#include "recorder/base/clock.h"
#include "tests/publisher/planned_show.h"

static void test_a_new_recording_becomes_an_episode(void **state)
{
    struct spool_recording recording = recording_of('a', "On Water");
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(&recording, 1, NULL, 0, true, &plan);
    assert_int_equal(plan.count, 1);
    const struct episode_job *job = &plan.jobs[0];
    assert_true(job->is_new);
    assert_ptr_equal(job->recording, &recording);
    assert_string_equal(job->episode.recording, recording.facts.id);
    assert_string_equal(
        job->episode.guid, "urn:uuid:00000000-0000-4000-8000-00000000000a");
    assert_string_equal(job->episode.slug, "2026-11-22-on-water");
    assert_string_equal(job->episode.title, "On Water");
    assert_string_equal(job->episode.description, "What was said.");
    assert_string_equal(job->episode.show, "weekly");
    assert_string_equal(job->episode.room, "hall");
    assert_int_equal(job->episode.started, START);
    assert_int_equal(job->episode.published, START + HOUR);
    assert_int_equal(job->episode.duration_ms, HOUR * 1000);
    assert_int_equal(job->episode.number, 0);
    assert_int_equal(job->episode.state, EPISODE_FINISHED);
}

static void test_without_a_title_the_room_and_the_day_are_one(void **state)
{
    struct spool_recording recordings[] = {
        recording_of('a', ""), recording_of('b', "")};
    own_value(publish_plan) plan = {0};

    (void)state;
    recordings[1].room = &rooms[1]; /* a room without a title either */
    plan_for(recordings, 2, NULL, 0, true, &plan);
    assert_string_equal(
        plan.jobs[0].episode.title, "Town Hall \xE2\x80\x94 22 November 2026");
    assert_string_equal(plan.jobs[0].episode.slug, "2026-11-22-town-hall");
    assert_string_equal(
        plan.jobs[1].episode.title, "yard \xE2\x80\x94 22 November 2026");
}

static void test_a_second_room_of_a_day_has_its_time_too(void **state)
{
    struct spool_recording recordings[] = {
        recording_of('a', ""), recording_of('b', ""), recording_of('c', "")};
    struct catalogue_episode known = episode_of(&recordings[0], EPISODE_LISTED);
    own_value(publish_plan) plan = {0};
    own_value(publish_plan) next = {0};
    char plain[] = "Town Hall \xE2\x80\x94 22 November 2026";

    (void)state;
    recordings[1].facts.start_utc_ns += 2 * HOUR * CLOCK_SECOND_NS;
    recordings[2].facts.start_utc_ns += 24 * HOUR * CLOCK_SECOND_NS;
    plan_for(recordings, 3, NULL, 0, true, &plan);
    assert_string_equal(plan.jobs[0].episode.title, plain);
    assert_string_equal(plan.jobs[1].episode.title,
        "Town Hall \xE2\x80\x94 22 November 2026, 20:00 UTC");
    assert_string_equal(
        plan.jobs[2].episode.title, "Town Hall \xE2\x80\x94 23 November 2026");
    known.title = plain;
    plan_for(&recordings[1], 1, &known, 1, true, &next);
    assert_string_equal(next.jobs[0].episode.title,
        "Town Hall \xE2\x80\x94 22 November 2026, 20:00 UTC");
}

static void test_a_title_that_is_the_rooms_is_none_of_its_own(void **state)
{
    struct spool_recording recording = recording_of('a', "Town Hall");
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(&recording, 1, NULL, 0, true, &plan);
    assert_string_equal(
        plan.jobs[0].episode.title, "Town Hall \xE2\x80\x94 22 November 2026");
}

static void test_a_title_is_one_clean_line(void **state)
{
    struct spool_recording recording =
        recording_of('a', " On\nWater\x1B[31m \xFF ");
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(&recording, 1, NULL, 0, true, &plan);
    assert_string_equal(
        plan.jobs[0].episode.title, "On Water[31m \xEF\xBF\xBD");
}

static void test_a_listed_episode_asks_for_nothing(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(&recording, 1, &known, 1, true, &plan);
    assert_int_equal(plan.count, 0);
}

static void test_a_renamed_file_is_the_same_episode(void **state)
{
    struct spool_recording recording = recording_of('a', "Another title");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    char elsewhere[] = "spool/yard/renamed.opus";
    own_value(publish_plan) plan = {0};

    (void)state;
    recording.path = elsewhere;
    recording.room = &rooms[1];
    plan_for(&recording, 1, &known, 1, true, &plan);
    assert_int_equal(plan.count, 0);
}

static void test_a_copy_beside_it_is_not_published_again(void **state)
{
    struct spool_recording recordings[] = {
        recording_of('a', ""), recording_of('a', "")};
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(recordings, 2, NULL, 0, true, &plan);
    assert_int_equal(plan.count, 1);
}

static void test_an_unfinished_episode_keeps_its_names(void **state)
{
    struct spool_recording recording = recording_of('a', "Renamed since");
    own_value(publish_plan) plan = {0};

    (void)state;
    for (enum episode_state at = EPISODE_FINISHED; at < EPISODE_LISTED; at++) {
        struct catalogue_episode known = episode_of(&recording, at);
        plan_for(&recording, 1, &known, 1, true, &plan);
        assert_int_equal(plan.count, 1);
        assert_false(plan.jobs[0].is_new);
        assert_int_equal(plan.jobs[0].episode.state, at);
        assert_string_equal(plan.jobs[0].episode.title, "Town Hall");
        assert_string_equal(plan.jobs[0].episode.slug, "2026-11-22-town-hall");
        publish_plan_clear(&plan);
    }
}

static void test_lost_media_are_made_again(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(&recording, 1, &known, 1, false, &plan);
    assert_int_equal(plan.count, 1);
    assert_ptr_equal(plan.jobs[0].recording, &recording);
    assert_int_equal(plan.jobs[0].episode.state, EPISODE_LISTED);
}

static void test_a_recording_taken_away_before_it_was_made_is_forgotten(
    void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode found = episode_of(&recording, EPISODE_FINISHED);
    struct catalogue_episode made = episode_of(&recording, EPISODE_RENDERED);
    own_value(publish_plan) none = {0};
    own_value(publish_plan) one = {0};

    (void)state;
    plan_for(NULL, 0, &found, 1, false, &none);
    assert_int_equal(none.count, 0);
    plan_for(NULL, 0, &made, 1, false, &one);
    assert_int_equal(one.count, 1);
    assert_null(one.jobs[0].recording);
}

static void test_an_episode_of_a_show_no_longer_configured_rests(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_STORED);
    own_value(publish_plan) plan = {0};

    (void)state;
    snprintf(known.show, sizeof known.show, "former");
    plan_for(&recording, 1, &known, 1, true, &plan);
    assert_int_equal(plan.count, 0);
}

static void test_slugs_and_dates_are_distinct_within_a_show(void **state)
{
    struct spool_recording recordings[] = {
        recording_of('b', ""), recording_of('c', "")};
    struct spool_recording before = recording_of('a', "");
    struct catalogue_episode known = episode_of(&before, EPISODE_LISTED);
    own_value(publish_plan) plan = {0};

    (void)state;
    plan_for(recordings, 2, &known, 1, true, &plan);
    assert_int_equal(plan.count, 2);
    assert_int_equal(plan.jobs[0].episode.published, START + HOUR - 2);
    assert_int_equal(plan.jobs[1].episode.published, START + HOUR - 1);
    assert_string_equal(plan.jobs[0].episode.slug, "2026-11-22-town-hall-2");
    assert_string_equal(plan.jobs[1].episode.slug, "2026-11-22-town-hall-3");
}

static void test_a_clock_that_was_ahead_gives_no_date_in_the_future(
    void **state)
{
    struct spool_recording recordings[] = {
        recording_of('a', ""), recording_of('b', "")};
    own_value(publish_plan) plan = {0};

    (void)state;
    recordings[0].facts.start_utc_ns = (NOW + 10 * HOUR) * CLOCK_SECOND_NS;
    recordings[1].facts.start_utc_ns = (NOW + 20 * HOUR) * CLOCK_SECOND_NS;
    plan_for(recordings, 2, NULL, 0, true, &plan);
    assert_int_equal(plan.jobs[0].episode.published, NOW - 1);
    assert_int_equal(plan.jobs[1].episode.published, NOW);
}

static void test_episodes_come_oldest_first(void **state)
{
    struct spool_recording recordings[] = {
        recording_of('a', "Second"), recording_of('b', "First")};
    own_value(publish_plan) plan = {0};

    (void)state;
    recordings[1].duration_ms = 60000; /* ends first */
    plan_for(recordings, 2, NULL, 0, true, &plan);
    assert_string_equal(plan.jobs[0].episode.title, "First");
    assert_string_equal(plan.jobs[1].episode.title, "Second");
}

static void test_a_draft_is_prepared_once_and_then_rests(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_FINISHED);
    own_value(publish_plan) first = {0};
    own_value(publish_plan) later = {0};
    own_value(publish_plan) released = {0};

    (void)state;
    known.edit.is_draft = CHOICE_YES;
    plan_for(&recording, 1, &known, 1, false, &first);
    assert_int_equal(first.count, 1);
    assert_true(first.jobs[0].is_held);
    known.state = EPISODE_RENDERED;
    plan_for(&recording, 1, &known, 1, false, &later);
    assert_int_equal(later.count, 0);
    known.edit.is_draft = CHOICE_NO;
    known.edit.publish_at = NOW - 60;
    plan_for(&recording, 1, &known, 1, false, &released);
    assert_int_equal(released.count, 1);
    assert_false(released.jobs[0].is_held);
    assert_int_equal(released.jobs[0].episode.published, NOW - 60);
}

static void test_a_show_under_review_holds_what_is_new(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    own_value(publish_plan) plan = {0};

    (void)state;
    shows[0].is_review = true;
    plan_for(&recording, 1, NULL, 0, false, &plan);
    shows[0].is_review = false;
    assert_true(plan.jobs[0].is_held);
}

static void test_a_scheduled_episode_waits_for_its_time(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_RENDERED);
    own_value(publish_plan) before = {0};
    own_value(publish_plan) then = {0};

    (void)state;
    known.publish_at = NOW + HOUR;
    plan_for(&recording, 1, &known, 1, false, &before);
    assert_int_equal(before.count, 0);
    assert_int_equal(before.due, NOW + HOUR);
    known.publish_at = NOW;
    plan_for(&recording, 1, &known, 1, false, &then);
    assert_int_equal(then.count, 1);
    assert_int_equal(then.jobs[0].episode.published, NOW);
}

static void test_what_failed_waits_for_its_next_try(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_FINISHED);
    char reason[] = "broken";
    own_value(publish_plan) waits = {0};
    own_value(publish_plan) another = {0};
    own_value(publish_plan) tried = {0};

    (void)state;
    known.trouble.reason = reason;
    known.trouble.next_try = NOW + 5;
    try_print_of(&shows[0], &recording, known.trouble.print);
    plan_for(&recording, 1, &known, 1, false, &waits);
    assert_int_equal(waits.count, 0);
    assert_int_equal(waits.due, NOW + 5);
    assert_true(waits.is_wanted[0]);
    snprintf(recording.notes_print, sizeof recording.notes_print, "mended");
    plan_for(&recording, 1, &known, 1, false, &another);
    assert_int_equal(another.count, 1);
    recording.notes_print[0] = '\0';
    known.trouble.next_try = NOW;
    plan_for(&recording, 1, &known, 1, false, &tried);
    assert_int_equal(tried.count, 1);
}

static void test_another_cut_makes_the_media_anew(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    char redact[] = "0:10-0:20";
    own_value(publish_plan) plan = {0};
    own_value(publish_plan) again = {0};

    (void)state;
    known.edit.redact = redact;
    plan_for(&recording, 1, &known, 1, true, &plan);
    assert_int_equal(plan.count, 1);
    assert_true(plan.jobs[0].is_remade);
    made_print_of(&known, known.made_print);
    plan_for(&recording, 1, &known, 1, true, &again);
    assert_int_equal(again.count, 0);
}

static void test_other_notes_are_taken_in(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    own_value(publish_plan) plan = {0};

    (void)state;
    snprintf(recording.notes_print, sizeof recording.notes_print, "notes");
    plan_for(&recording, 1, &known, 1, true, &plan);
    assert_int_equal(plan.count, 1);
    assert_true(plan.jobs[0].has_new_texts);
    assert_string_equal(plan.jobs[0].episode.notes_print, "notes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_recording_becomes_an_episode),
        cmocka_unit_test(test_without_a_title_the_room_and_the_day_are_one),
        cmocka_unit_test(test_a_second_room_of_a_day_has_its_time_too),
        cmocka_unit_test(test_a_title_that_is_the_rooms_is_none_of_its_own),
        cmocka_unit_test(test_a_title_is_one_clean_line),
        cmocka_unit_test(test_a_listed_episode_asks_for_nothing),
        cmocka_unit_test(test_a_renamed_file_is_the_same_episode),
        cmocka_unit_test(test_a_copy_beside_it_is_not_published_again),
        cmocka_unit_test(test_an_unfinished_episode_keeps_its_names),
        cmocka_unit_test(test_lost_media_are_made_again),
        cmocka_unit_test(
            test_a_recording_taken_away_before_it_was_made_is_forgotten),
        cmocka_unit_test(test_an_episode_of_a_show_no_longer_configured_rests),
        cmocka_unit_test(test_slugs_and_dates_are_distinct_within_a_show),
        cmocka_unit_test(
            test_a_clock_that_was_ahead_gives_no_date_in_the_future),
        cmocka_unit_test(test_episodes_come_oldest_first),
        cmocka_unit_test(test_a_draft_is_prepared_once_and_then_rests),
        cmocka_unit_test(test_a_show_under_review_holds_what_is_new),
        cmocka_unit_test(test_a_scheduled_episode_waits_for_its_time),
        cmocka_unit_test(test_what_failed_waits_for_its_next_try),
        cmocka_unit_test(test_another_cut_makes_the_media_anew),
        cmocka_unit_test(test_other_notes_are_taken_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
