/* SPDX-License-Identifier: BSD-2-Clause */
/* What a plan says of episodes and recordings that have had their time. */
#include "publisher/run/planner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/episode/try_print.h"
#include "recorder/base/clock.h"
#include "tests/publisher/planned_show.h"

static void test_what_is_hidden_is_left_alone_until_its_media_go(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    own_value(publish_plan) waits = {0};
    own_value(publish_plan) goes = {0};

    (void)state;
    known.hidden = NOW - HOUR;
    known.remove_at = NOW + HOUR;
    plan_for(&recording, 1, &known, 1, false, &waits);
    assert_int_equal(waits.count, 0);
    assert_int_equal(waits.end_count, 0);
    assert_int_equal(waits.due, NOW + HOUR);
    known.remove_at = NOW;
    plan_for(&recording, 1, &known, 1, false, &goes);
    assert_int_equal(goes.end_count, 1);
    assert_int_equal(goes.ends[0].kind, PUBLISH_REMOVE);
}

static void test_what_is_redacted_while_hidden_has_no_grace(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    char redact[] = "0:10-0:20";
    own_value(publish_plan) goes = {0};
    own_value(publish_plan) stays = {0};

    (void)state;
    known.hidden = NOW - HOUR;
    known.remove_at = NOW + HOUR;
    known.edit.redact = redact;
    plan_for(&recording, 1, &known, 1, true, &goes);
    assert_int_equal(goes.end_count, 1);
    assert_int_equal(goes.ends[0].kind, PUBLISH_REMOVE);
    /* Nothing could bring it back. */
    plan_for(NULL, 0, &known, 1, true, &stays);
    assert_int_equal(stays.end_count, 0);
}

static void test_a_recording_goes_when_its_episode_has_been_out(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    own_value(publish_plan) whole = {0};
    own_value(publish_plan) lost = {0};

    (void)state;
    shows[0].keep_recordings_s = 24 * HOUR;
    plan_for(&recording, 1, &known, 1, true, &whole);
    plan_for(&recording, 1, &known, 1, false, &lost);
    shows[0].keep_recordings_s = 0;
    assert_int_equal(whole.end_count, 1);
    assert_int_equal(whole.ends[0].kind, PUBLISH_FREE_RECORDING);
    assert_ptr_equal(whole.ends[0].recording, &recording);
    assert_int_equal(lost.end_count, 0);
}

static void test_a_recording_stays_while_its_episode_is_to_be_made_anew(
    void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    char redact[] = "0:10-0:20";
    own_value(publish_plan) due = {0};
    own_value(publish_plan) given_up = {0};

    (void)state;
    shows[0].keep_recordings_s = 24 * HOUR;
    known.edit.redact = redact;
    plan_for(&recording, 1, &known, 1, true, &due);
    known.trouble =
        (struct catalogue_trouble){.reason = redact, .parked = NOW - HOUR};
    try_print_of(&shows[0], &recording, known.trouble.print);
    plan_for(&recording, 1, &known, 1, true, &given_up);
    shows[0].keep_recordings_s = 0;
    assert_int_equal(due.count, 1);
    assert_int_equal(due.end_count, 0);
    assert_int_equal(given_up.count, 0);
    assert_int_equal(given_up.end_count, 0);
}

static void test_an_end_that_failed_waits_and_holds_up_no_render(void **state)
{
    struct spool_recording recording = recording_of('a', "");
    struct catalogue_episode known = episode_of(&recording, EPISODE_LISTED);
    char reason[] = "damaged in the store";
    own_value(publish_plan) waits = {0};
    own_value(publish_plan) lost = {0};

    (void)state;
    shows[0].keep_recordings_s = 24 * HOUR;
    known.trouble =
        (struct catalogue_trouble){.reason = reason, .next_try = NOW + HOUR};
    snprintf(known.trouble.print, sizeof known.trouble.print, "%s",
        PUBLISH_END_PRINT);
    plan_for(&recording, 1, &known, 1, true, &waits);
    plan_for(&recording, 1, &known, 1, false, &lost);
    shows[0].keep_recordings_s = 0;
    assert_int_equal(waits.end_count, 0);
    assert_true(waits.is_wanted[0]);
    assert_int_equal(waits.due, NOW + HOUR);
    assert_int_equal(lost.count, 1);
}

static void test_what_would_be_hidden_at_once_is_left_unpublished(void **state)
{
    struct spool_recording recordings[3] = {
        recording_of('a', ""), recording_of('b', ""), recording_of('c', "")};
    own_value(publish_plan) plan = {0};

    (void)state;
    for (int i = 0; i < 3; i++)
        recordings[i].facts.start_utc_ns += i * 2 * HOUR * CLOCK_SECOND_NS;
    shows[0].keep_count = 2;
    plan_for(recordings, 3, NULL, 0, false, &plan);
    shows[0].keep_count = 0;
    assert_int_equal(plan.count, 2);
    assert_ptr_equal(plan.jobs[0].recording, &recordings[1]);
    assert_ptr_equal(plan.jobs[1].recording, &recordings[2]);
    assert_int_equal(plan.end_count, 1);
    assert_int_equal(plan.ends[0].kind, PUBLISH_LEAVE);
    assert_string_equal(plan.ends[0].episode.recording, recordings[0].facts.id);
    assert_string_equal(plan.ends[0].reason, "more than keep-count");
}

static void test_what_is_too_old_already_is_left_but_for_the_newest(
    void **state)
{
    struct spool_recording recordings[2] = {
        recording_of('a', ""), recording_of('b', "")};
    own_value(publish_plan) plan = {0};

    (void)state;
    recordings[1].facts.start_utc_ns += 2 * HOUR * CLOCK_SECOND_NS;
    shows[0].keep_age_s = 24 * HOUR;
    plan_for(recordings, 2, NULL, 0, false, &plan);
    shows[0].keep_age_s = 0;
    assert_int_equal(plan.count, 1);
    assert_ptr_equal(plan.jobs[0].recording, &recordings[1]);
    assert_int_equal(plan.end_count, 1);
}

/* Listeners would hear of it, and see it go with the next try. */
static void test_nothing_takes_the_place_of_one_that_failed(void **state)
{
    struct spool_recording recordings[2] = {
        recording_of('a', ""), recording_of('b', "")};
    struct catalogue_episode failing =
        episode_of(&recordings[1], EPISODE_FINISHED);
    char reason[] = "the disk is full";
    own_value(publish_plan) waits = {0};
    own_value(publish_plan) given_up = {0};

    (void)state;
    recordings[0].facts.start_utc_ns -= 2 * HOUR * CLOCK_SECOND_NS;
    failing.trouble =
        (struct catalogue_trouble){.reason = reason, .next_try = NOW + HOUR};
    try_print_of(&shows[0], &recordings[1], failing.trouble.print);
    shows[0].keep_count = 1;
    plan_for(recordings, 2, &failing, 1, false, &waits);
    failing.trouble.parked = NOW;
    plan_for(recordings, 2, &failing, 1, false, &given_up);
    shows[0].keep_count = 0;
    assert_int_equal(waits.count, 0);
    assert_int_equal(waits.end_count, 1);
    assert_int_equal(given_up.count, 1);
    assert_ptr_equal(given_up.jobs[0].recording, &recordings[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_would_be_hidden_at_once_is_left_unpublished),
        cmocka_unit_test(
            test_what_is_too_old_already_is_left_but_for_the_newest),
        cmocka_unit_test(test_nothing_takes_the_place_of_one_that_failed),
        cmocka_unit_test(test_what_is_hidden_is_left_alone_until_its_media_go),
        cmocka_unit_test(test_what_is_redacted_while_hidden_has_no_grace),
        cmocka_unit_test(test_a_recording_goes_when_its_episode_has_been_out),
        cmocka_unit_test(
            test_a_recording_stays_while_its_episode_is_to_be_made_anew),
        cmocka_unit_test(test_an_end_that_failed_waits_and_holds_up_no_render),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
