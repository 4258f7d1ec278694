/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits, pauses, marks and failures within a recording. */
#include "recorder/session/desk.h"

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
#include "recorder/recording/recording_reader.h"
#include "recorder/session/cue_list.h"
#include "tests/recorder/simulated_desk.h"

/* The same room, undivided and in parts. */
static void record_twice(struct fixture *at, const char *split,
    struct sound *whole, struct sound *parts)
{
    for (int i = 0; i < 2; i++) {
        at->job.split = i ? split : NULL;
        at->at_ns = at->sample = 0;
        at->random = (struct seeded_random){1};
        encoder_free(at->encoder);
        at->encoder = encoder_new(2, 64000, &at->err);
        open_desk(at);
        speak(at, 7 * S);
        hand_over_gap(at, 3 * S);
        speak(at, 5 * S);
        finish(at);
        desk_free(at->desk);
        at->desk = NULL;
    }
    decode(at->paths[0], whole);
    for (int i = 1; i < at->path_count; i++)
        decode(at->paths[i], parts);
}

static void test_parts_of_copied_packets_are_the_whole(void **state)
{
    struct fixture *at = *state;
    own_value(sound) whole = {0};
    own_value(sound) parts = {0};

    record_twice(at, "2s", &whole, &parts);
    assert_int_equal(at->path_count, 1 + 8);
    assert_int_equal(whole.frames, 15 * 48000);
    assert_int_equal(parts.frames, whole.frames);
    /* Below -120 dBFS: what a decoder forgets within the pre-skip. */
    assert_in_range(largest_difference_q24(&whole, &parts), 0, 16);
    expect_length(at, 1, 2000);
    expect_tag(at->paths[3], "ROOMCAST_PART", "3");
    expect_name(at->paths[1], "2026-11-23T190000Z-2");
    expect_name(at->paths[3], "2026-11-23T190004Z");
}

static void test_parts_of_levelled_sound_are_the_whole(void **state)
{
    struct fixture *at = *state;
    own_value(sound) whole = {0};
    own_value(sound) parts = {0};

    at->job.normalize = NORMALIZE_LEVEL;
    record_twice(at, "2s", &whole, &parts);
    assert_int_equal(whole.frames, 15 * 48000);
    assert_int_equal(parts.frames, whole.frames);
    assert_in_range(largest_difference_q24(&whole, &parts), 0, 16);
    assert_int_equal(at->path_count, 1 + 8);
}

static void test_parts_share_a_session_and_have_their_own_ledger(void **state)
{
    struct fixture *at = *state;
    struct recording_facts facts[3];

    open_desk(at);
    speak(at, 2 * S);
    command(at, ROOM_SPLIT, NULL);
    command(at, ROOM_MARK, "Second");
    speak(at, 2 * S);
    command(at, ROOM_SPLIT, NULL);
    speak(at, 2 * S);
    finish(at);
    expect_events(at, "SPPF");
    for (int i = 0; i < 3; i++) {
        own(recording_reader) reader =
            recording_reader_new(at->paths[i], &at->err);
        assert_true(recording_reader_facts(reader, &facts[i], &at->err));
        assert_int_equal(facts[i].part, i + 1);
        assert_string_equal(facts[i].session, facts[0].id);
    }
    assert_string_not_equal(facts[1].id, facts[0].id);
    expect_tag(at->paths[1], "CHAPTER000", "00:00:00.000");
    expect_tag(at->paths[1], "CHAPTER000NAME", "Second");
}

static void test_file_that_is_large_enough_is_split(void **state)
{
    struct fixture *at = *state;

    at->job.split = "0.1MB";
    open_desk(at);
    speak(at, 40 * S);
    finish(at);
    assert_in_range(at->path_count, 3, 6);
}

static void test_end_before_the_last_split_drops_the_silent_part(void **state)
{
    struct fixture *at = *state;

    at->job.idle_ns = 10 * S;
    at->job.split = "6s";
    open_desk(at);
    speak(at, 4 * S);
    for (int i = 0; i < 12; i++)
        hand_over_gap(at, S);
    /* Split at 6 s and 12 s; it ended at 4 s, in the first part. */
    assert_false(desk_is_recording(at->desk));
    expect_events(at, "SPPF");
}

/* --- Pauses and marks ---------------------------------------------------- */

static void test_pause_is_cut_and_noted(void **state)
{
    struct fixture *at = *state;
    char ledger[128];
    char bytes[8192] = "";

    open_desk(at);
    speak(at, 2 * S);
    command(at, ROOM_PAUSE, NULL);
    command(at, ROOM_PAUSE, NULL);
    assert_true(desk_is_paused(at->desk));
    speak(at, 3 * S);
    command(at, ROOM_RESUME, NULL);
    speak(at, 2 * S);
    finish(at);
    expect_events(at, "SF");
    expect_length(at, 0, 4000);
    snprintf(ledger, sizeof ledger, "%.*s.jsonl", (int)strlen(at->paths[0]) - 5,
        at->paths[0]);
    FILE *file = fopen(ledger, "r");
    assert_true(fread(bytes, 1, sizeof bytes - 1, file) > 0);
    fclose(file);
    assert_non_null(
        strstr(bytes, "{\"event\":\"pause\",\"kept\":false,\"at\":2.0}"));
    assert_non_null(
        strstr(bytes, "{\"event\":\"resume\",\"left_out\":3.0,\"at\":2.0}"));
}

static void test_pause_can_be_kept_as_silence(void **state)
{
    for (int normalize = NORMALIZE_LEVEL; normalize <= NORMALIZE_OFF;
         normalize += NORMALIZE_OFF - NORMALIZE_LEVEL) {
        struct fixture *at = *state;
        own_value(sound) sound = {0};
        at->job.is_pause_kept = true;
        at->job.normalize = normalize;
        open_desk(at);
        int64_t begin_ns = at->at_ns;
        at->source.start_ns = begin_ns;
        speak(at, 2 * S);
        command(at, ROOM_PAUSE, NULL);
        speak(at, 3 * S);
        command(at, ROOM_RESUME, NULL);
        speak(at, 2 * S);
        finish(at);
        decode(at->paths[at->path_count - 1], &sound);
        assert_int_equal(sound.frames, 7 * 48000);
        double most = 0;
        for (int64_t i = 2 * 48000 * 3; i < 2 * 48000 * 4; i++)
            most = fmax(most, fabs((double)sound.pcm[i]));
        assert_true(most < 0.001);
        desk_free(at->desk);
        at->desk = NULL;
    }
}

static void test_pause_holds_from_the_sound_of_its_moment(void **state)
{
    struct fixture *at = *state;

    at->job.normalize = NORMALIZE_LEVEL;
    open_desk(at);
    speak(at, 2 * S);
    at->at_ns += 500 * MS;
    command(at, ROOM_PAUSE, NULL);
    at->at_ns -= 500 * MS;
    speak(at, 4 * S);
    finish(at);
    expect_length(at, 0, 2500);
}

static void expect_no_tag(const char *path, const char *name)
{
    struct err err;
    own(recording_reader) reader = recording_reader_new(path, &err);

    assert_non_null(reader);
    assert_null(recording_reader_tag(reader, name));
}

static void test_marks_become_chapters(void **state)
{
    struct fixture *at = *state;

    open_desk(at);
    speak(at, 2 * S);
    command(at, ROOM_MARK, "Begrüßung");
    speak(at, 2 * S);
    command(at, ROOM_MARK, "Begrüßung");
    command(at, ROOM_MARK, "at the very end");
    command(at, ROOM_STOP, NULL);
    speak(at, S);
    expect_events(at, "SF");
    expect_tag(at->paths[0], "CHAPTER000", "00:00:02.000");
    expect_tag(at->paths[0], "CHAPTER000NAME", "Begrüßung");
    expect_no_tag(at->paths[0], "CHAPTER002");
}

static void test_commands_that_make_no_sense_are_refused(void **state)
{
    struct fixture *at = *state;

    open_desk(at);
    assert_false(desk_command(at->desk, ROOM_SPLIT, NULL, 0, &at->err));
    assert_int_equal(at->err.kind, ERR_CONFIG);
    assert_string_equal(at->err.text, "nothing is being recorded");
    assert_false(desk_command(at->desk, ROOM_MARK, "x", 0, &at->err));
    assert_false(desk_command(at->desk, ROOM_PAUSE, NULL, 0, &at->err));
    assert_true(desk_command(at->desk, ROOM_STOP, NULL, 0, &at->err));
    speak(at, S);
    assert_false(desk_command(at->desk, ROOM_MARK, "\xff", 0, &at->err));
    assert_non_null(strstr(at->err.text, "UTF-8"));
    assert_true(desk_command(at->desk, ROOM_RESUME, NULL, 0, &at->err));
    for (int i = 0; i < CUE_LIST_MOST; i++)
        command(at, ROOM_MARK, (char[]){(char)('0' + i), '\0'});
    assert_false(desk_command(at->desk, ROOM_MARK, "x", at->at_ns, &at->err));
    assert_int_equal(at->err.kind, ERR_LIMIT);
}

static void test_failure_of_the_disk_is_the_recordings(void **state)
{
    struct fixture *at = *state;
    const struct sound_sink *sink;
    const uint8_t silence[] = {0xfc, 0xff, 0xfe};

    at->job.folder = (char[]){"/dev/null/nowhere"};
    at->job.normalize = NORMALIZE_LEVEL;
    open_desk(at);
    sink = desk_sink(at->desk);
    assert_false(sink->opus(sink->user, silence, 3, FRAMES, &at->err));
    assert_true(desk_has_failed(at->desk));
    /* What fails later without a piece is the source's. */
    desk_tick(at->desk, at->at_ns, UTC + at->at_ns);
    assert_false(desk_has_failed(at->desk));
    /* The next attempt is not before its time. */
    at->job.folder = at->folder;
    assert_true(desk_end(at->desk, "failure", &at->err));
    desk_hold(at->desk, 100 * MS);
    speak(at, 3 * S);
    finish(at);
    expect_length(at, 0, 2920);
}

/* --- Outages ------------------------------------------------------------- */

static struct recording_facts facts_of(const char *folder, const char *name)
{
    char path[128];
    struct err err;
    struct recording_facts facts = {0};

    snprintf(path, sizeof path, "%s/%s", folder, name);
    own(recording_reader) reader = recording_reader_new(path, &err);
    assert_non_null(reader);
    assert_true(recording_reader_facts(reader, &facts, &err));
    return facts;
}

/* Nothing is ended, and so much later it is begun anew. */
static void cut_power(struct fixture *at, int64_t ns)
{
    desk_free(at->desk);
    at->at_ns += ns;
    at->source.start_ns = at->at_ns;
    open_desk(at);
}

static void test_session_goes_on_after_a_short_outage(void **state)
{
    struct fixture *at = *state;

    at->job.resume_ns = 60 * S;
    open_desk(at);
    speak(at, 5 * S);
    cut_power(at, 30 * S);
    speak(at, 5 * S);
    finish(at);
    struct recording_facts first =
        facts_of(at->folder, "2026-11-23T190000Z.opus.part");
    struct recording_facts second =
        facts_of(at->folder, "2026-11-23T190035Z.opus");
    assert_string_equal(first.session, second.session);
    assert_int_equal(second.part, 2);
    assert_int_equal(second.continues, 1);
    assert_in_range(second.offset_48k, 35 * 48000 - 960, 35 * 48000 + 960);
}

/* As if the recorder had been killed once more, while it made the second. */
static void test_session_goes_on_after_two_outages_at_once(void **state)
{
    struct fixture *at = *state;
    char unborn[128];

    at->job.resume_ns = 60 * S;
    open_desk(at);
    speak(at, 5 * S);
    cut_power(at, 30 * S);
    speak(at, 1 * S);
    desk_free(take(at->desk));
    snprintf(
        unborn, sizeof unborn, "%s/2026-11-23T190035Z.opus.part", at->folder);
    assert_int_equal(unlink(unborn), 0);
    cut_power(at, 10 * S);
    speak(at, 5 * S);
    finish(at);
    struct recording_facts first =
        facts_of(at->folder, "2026-11-23T190000Z.opus.part");
    struct recording_facts third =
        facts_of(at->folder, "2026-11-23T190046Z.opus");
    assert_string_equal(first.session, third.session);
    assert_int_equal(third.part, 3);
    assert_in_range(third.offset_48k, 46 * 48000 - 960, 46 * 48000 + 960);
}

static void test_what_ended_well_or_long_ago_is_not_gone_on_with(void **state)
{
    struct fixture *at = *state;

    at->job.resume_ns = 60 * S;
    open_desk(at);
    speak(at, 2 * S);
    finish(at);
    cut_power(at, 0);
    speak(at, 2 * S);
    cut_power(at, 70 * S);
    speak(at, 2 * S);
    finish(at);
    struct recording_facts last =
        facts_of(at->folder, "2026-11-23T190114Z.opus");
    assert_int_equal(last.part, 1);
    assert_int_equal(last.continues, 0);
    last = facts_of(at->folder, "2026-11-23T190002Z.opus.part");
    assert_int_equal(last.part, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_parts_of_copied_packets_are_the_whole),
        TEST(test_parts_of_levelled_sound_are_the_whole),
        TEST(test_parts_share_a_session_and_have_their_own_ledger),
        TEST(test_file_that_is_large_enough_is_split),
        TEST(test_end_before_the_last_split_drops_the_silent_part),
        TEST(test_pause_is_cut_and_noted),
        TEST(test_pause_can_be_kept_as_silence),
        TEST(test_pause_holds_from_the_sound_of_its_moment),
        TEST(test_marks_become_chapters),
        TEST(test_commands_that_make_no_sense_are_refused),
        TEST(test_failure_of_the_disk_is_the_recordings),
        TEST(test_session_goes_on_after_a_short_outage),
        TEST(test_session_goes_on_after_two_outages_at_once),
        TEST(test_what_ended_well_or_long_ago_is_not_gone_on_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
