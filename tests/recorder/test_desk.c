/* SPDX-License-Identifier: BSD-2-Clause */
/* When recordings begin and end. */
#include "recorder/session/desk.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "recorder/session/cue_list.h"
#include "tests/recorder/simulated_desk.h"

static void test_voice_begins_with_what_was_before_it(void **state)
{
    struct fixture *at = *state;

    at->job.start = CONFIG_START_VOICE;
    at->job.pre_roll_ns = 2 * S;
    open_desk(at);
    hand_over(at, 10 * S, 0);
    int64_t before_ns = at->at_ns;
    speak(at, 5 * S);
    finish(at);
    expect_events(at, "SF");
    /* It is known for speech after a quarter of a second or so. */
    int64_t frames = length_of(at->paths[0]);
    assert_in_range(frames, 48 * 6000, 48 * 7000);
    /* The file begins 2 s before it was known. */
    int64_t begun_ms = (before_ns + 5 * S) / MS - frames / 48;
    char start[CLOCK_ISO_BYTES];
    clock_format_iso(UTC + begun_ms * MS, start);
    expect_tag(at->paths[0], "ROOMCAST_START", start);
    assert_in_range(begun_ms, 8000, 9000);
}

static void test_idle_end_is_cut_back_to_the_last_packet(void **state)
{
    struct fixture *at = *state;

    at->job.idle_ns = 60 * S;
    at->job.post_roll_ns = S;
    open_desk(at);
    speak(at, 5 * S);
    for (int i = 0; i < 60; i++)
        hand_over_gap(at, S);
    assert_false(desk_is_recording(at->desk));
    speak(at, 3 * S);
    finish(at);
    expect_events(at, "SFSF");
    expect_length(at, 0, 6000);
    expect_length(at, 1, 3000);
    expect_name(at->paths[0], "2026-11-23T190000Z");
    expect_name(at->paths[1], "2026-11-23T190105Z");
}

static void test_room_that_hands_over_nothing_ends_too(void **state)
{
    struct fixture *at = *state;

    at->job.idle_ns = 5 * S;
    at->job.post_roll_ns = S;
    open_desk(at);
    speak(at, 5 * S);
    assert_true(desk_deadline_ns(at->desk) == 11 * S);
    at->at_ns = 11 * S;
    settle(at);
    expect_events(at, "SF");
    expect_length(at, 0, 6000);
}

static void test_silence_ends_levelled_recordings_to_the_sample(void **state)
{
    struct fixture *at = *state;

    at->job.normalize = NORMALIZE_LEVEL;
    at->job.silence_ns = 10 * S;
    at->job.post_roll_ns = 2 * S;
    at->job.pre_roll_ns = 2 * S;
    open_desk(at);
    speak(at, 6 * S);
    hand_over(at, 30 * S, 0);
    expect_events(at, "SF");
    /* 400 ms after the last sound, momentary loudness has fallen below. */
    int64_t frames = length_of(at->paths[0]);
    assert_in_range(frames, 48 * 8000, 48 * 8500);
    /* What comes next begins with what was before it was heard. */
    speak(at, 3 * S);
    finish(at);
    expect_events(at, "SFSF");
    assert_in_range(length_of(at->paths[1]), 48 * 4900, 48 * 5020);
}

static void test_what_is_too_short_is_not_kept(void **state)
{
    struct fixture *at = *state;

    at->job.idle_ns = 5 * S;
    at->job.least_ns = 3 * S;
    open_desk(at);
    speak(at, 2 * S);
    hand_over_gap(at, 10 * S);
    speak(at, 4 * S);
    hand_over_gap(at, 10 * S);
    expect_events(at, "SDSF");
    expect_length(at, 0, 4000);
    DIR *folder = opendir(at->folder);
    int files = 0;
    while (readdir(folder))
        files++;
    closedir(folder);
    assert_int_equal(files, 2 + 2); /* with "." and ".." */
}

static void test_stop_is_of_its_moment_though_packets_come_later(void **state)
{
    struct fixture *at = *state;

    open_desk(at);
    speak(at, 3 * S);
    at->at_ns += 205 * MS; /* now, what was said meanwhile is on its way */
    command(at, ROOM_STOP, NULL);
    at->at_ns -= 205 * MS;
    speak(at, 2 * S);
    expect_events(at, "SF");
    expect_length(at, 0, 3205);
    /* It does not begin again while they go on talking … */
    speak(at, 5 * S);
    expect_events(at, "SF");
    /* … but by command, and after a silence. */
    command(at, ROOM_START, NULL);
    speak(at, S);
    expect_events(at, "SFS");
}

static void test_stop_of_an_empty_room_is_filled_to_its_moment(void **state)
{
    struct fixture *at = *state;

    open_desk(at);
    speak(at, 3 * S);
    at->at_ns = 5 * S;
    command(at, ROOM_STOP, NULL);
    settle(at);
    expect_events(at, "S");
    at->at_ns = 6 * S;
    settle(at);
    expect_events(at, "SF");
    expect_length(at, 0, 5000);
}

static void test_duration_is_exact_to_the_sample(void **state)
{
    struct fixture *at = *state;

    at->job.duration_ns = 2345 * MS;
    open_desk(at);
    speak(at, 10 * S);
    expect_events(at, "SF");
    expect_length(at, 0, 2345);
    hand_over_gap(at, 20 * S);
    speak(at, S);
    expect_events(at, "SFS");
}

static void test_one_recording_is_all_that_is_made_where_one_is_wanted(
    void **state)
{
    struct fixture *at = *state;

    at->job.keeps_on = false;
    at->job.duration_ns = S;
    open_desk(at);
    speak(at, 2 * S);
    hand_over_gap(at, 60 * S);
    speak(at, 5 * S);
    expect_events(at, "SF");
    assert_true(desk_has_made_one(at->desk));
}

static void test_schedule_is_recorded_with_its_rolls(void **state)
{
    struct fixture *at = *state;

    at->job.schedule = "Mon 19:00:20 UTC, 10s";
    at->job.pre_roll_ns = 2 * S;
    at->job.post_roll_ns = S;
    open_desk(at);
    speak(at, 40 * S);
    expect_events(at, "SF");
    expect_length(at, 0, 13000);
    expect_name(at->paths[0], "2026-11-23T190018Z");
}

static void test_another_sender_gets_a_recording_of_its_own(void **state)
{
    struct fixture *at = *state;

    at->job.is_sender_split = true;
    open_desk(at);
    const struct sound_sink *sink = desk_sink(at->desk);
    sink->event(sink->user, "source", "first");
    speak(at, 3 * S);
    sink->event(sink->user, "source", "second");
    hand_over_gap(at, 3 * S);
    speak(at, 2 * S);
    finish(at);
    expect_events(at, "SFSF");
    expect_length(at, 0, 3000);
    expect_length(at, 1, 2000);
}

static void test_pause_that_is_refused_can_be_asked_for_again(void **state)
{
    struct fixture *at = *state;
    char title[16];

    open_desk(at);
    speak(at, S);
    for (int i = 0; i < CUE_LIST_MOST; i++) {
        snprintf(title, sizeof title, "%d", i);
        command(at, ROOM_MARK, title);
    }
    assert_false(desk_command(at->desk, ROOM_PAUSE, NULL, at->at_ns, &at->err));
    assert_int_equal(at->err.kind, ERR_LIMIT);
    assert_false(desk_is_paused(at->desk));
    speak(at, S);
    command(at, ROOM_PAUSE, NULL);
    assert_true(desk_is_paused(at->desk));
    speak(at, 5 * S);
    finish(at);
    expect_length(at, 0, 2000);
}

static void test_part_that_begins_in_a_pause_is_no_longer_than_others(
    void **state)
{
    struct fixture *at = *state;

    at->job.split = "10s";
    open_desk(at);
    speak(at, 5 * S);
    command(at, ROOM_PAUSE, NULL);
    speak(at, 10 * S);
    command(at, ROOM_SPLIT, NULL);
    speak(at, 10 * S);
    command(at, ROOM_RESUME, NULL);
    speak(at, 25 * S);
    finish(at);
    expect_events(at, "SPPPF");
    expect_length(at, 0, 5000);
    expect_length(at, 1, 10000);
    expect_length(at, 2, 10000);
    expect_length(at, 3, 5000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_voice_begins_with_what_was_before_it),
        TEST(test_idle_end_is_cut_back_to_the_last_packet),
        TEST(test_room_that_hands_over_nothing_ends_too),
        TEST(test_silence_ends_levelled_recordings_to_the_sample),
        TEST(test_what_is_too_short_is_not_kept),
        TEST(test_stop_is_of_its_moment_though_packets_come_later),
        TEST(test_stop_of_an_empty_room_is_filled_to_its_moment),
        TEST(test_duration_is_exact_to_the_sample),
        TEST(test_one_recording_is_all_that_is_made_where_one_is_wanted),
        TEST(test_schedule_is_recorded_with_its_rolls),
        TEST(test_another_sender_gets_a_recording_of_its_own),
        TEST(test_pause_that_is_refused_can_be_asked_for_again),
        TEST(test_part_that_begins_in_a_pause_is_no_longer_than_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
