/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/trigger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

#define S CLOCK_SECOND_NS
#define MS CLOCK_MILLISECOND_NS
#define NEVER TRIGGER_NEVER

static struct trigger_rules rules_of(int start)
{
    return (struct trigger_rules){.start = start,
        .duration_ns = NEVER,
        .idle_ns = NEVER,
        .silence_ns = NEVER};
}

static bool hear(struct trigger *trigger, enum trigger_sound sound,
    int64_t from_ns, int64_t to_ns, struct trigger_step *step)
{
    const struct trigger_piece piece = {sound, from_ns, to_ns};

    return trigger_hear(trigger, &piece, step);
}

/* Nothing happens from one time to another, in pieces of 20 ms. */
static void quiet(struct trigger *trigger, enum trigger_sound sound,
    int64_t from_ns, int64_t to_ns)
{
    struct trigger_step step;

    for (int64_t at = from_ns; at < to_ns; at += 20 * MS)
        assert_false(hear(trigger, sound, at, at + 20 * MS, &step));
}

static void expect_begin(struct trigger *trigger, enum trigger_sound sound,
    int64_t from_ns, bool has_pre_roll)
{
    struct trigger_step step;

    assert_true(hear(trigger, sound, from_ns, from_ns + 20 * MS, &step));
    assert_false(step.is_end);
    assert_int_equal(step.has_pre_roll, has_pre_roll);
    trigger_begun(trigger, from_ns);
    assert_false(hear(trigger, sound, from_ns, from_ns + 20 * MS, &step));
}

static void expect_step(
    const struct trigger_step *step, int64_t end_ns, const char *cause)
{
    assert_true(step->is_end);
    assert_string_equal(step->cause, cause);
    assert_true(step->end_ns == end_ns);
}

static void expect_end(struct trigger *trigger, enum trigger_sound sound,
    int64_t from_ns, int64_t end_ns, const char *cause)
{
    struct trigger_step step = {0};

    assert_true(hear(trigger, sound, from_ns, from_ns + 20 * MS, &step));
    expect_step(&step, end_ns, cause);
}

static void test_first_packet_begins_and_silence_does_not_end(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    trigger_init(&trigger, &rules);
    quiet(&trigger, TRIGGER_GAP, 0, S);
    expect_begin(&trigger, TRIGGER_PACKET, S, true);
    quiet(&trigger, TRIGGER_GAP, S + 20 * MS, 100 * S);
    assert_true(trigger_deadline_ns(&trigger) == NEVER);
}

static void test_idle_room_ends_at_the_last_packet_and_post_roll(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger_step step;
    struct trigger trigger;

    (void)state;
    rules.idle_ns = 5 * S;
    rules.post_roll_ns = 2 * S;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    quiet(&trigger, TRIGGER_PACKET, 20 * MS, 3 * S);
    quiet(&trigger, TRIGGER_GAP, 3 * S, 8 * S - 20 * MS);
    expect_end(&trigger, TRIGGER_GAP, 8 * S - 20 * MS, 5 * S, "idle");
    /* What comes next is another one. */
    expect_begin(&trigger, TRIGGER_PACKET, 8 * S, true);
    /* … and ends when nothing at all is handed over, too. */
    assert_true(trigger_deadline_ns(&trigger) == 13 * S + 20 * MS);
    assert_false(trigger_due(&trigger, 13 * S, &step));
    assert_true(trigger_due(&trigger, 13 * S + 20 * MS, &step));
    expect_step(&step, 10 * S + 20 * MS, "idle");
}

static void test_one_long_gap_ends_one_and_its_packet_begins_another(
    void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger_step step;
    struct trigger trigger;

    (void)state;
    rules.idle_ns = 5 * S;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    assert_true(hear(&trigger, TRIGGER_GAP, 20 * MS, 9 * S, &step));
    expect_step(&step, 20 * MS, "idle");
    assert_false(hear(&trigger, TRIGGER_GAP, 20 * MS, 9 * S, &step));
    expect_begin(&trigger, TRIGGER_PACKET, 9 * S, true);
}

static void test_voice_begins_and_silence_ends(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_VOICE);
    struct trigger trigger;

    (void)state;
    rules.silence_ns = 4 * S;
    rules.post_roll_ns = S;
    trigger_init(&trigger, &rules);
    quiet(&trigger, TRIGGER_PACKET, 0, S);
    quiet(&trigger, TRIGGER_SOUND, S, 2 * S);
    expect_begin(&trigger, TRIGGER_SPEECH, 2 * S, true);
    /* Music goes on. */
    quiet(&trigger, TRIGGER_SOUND, 2 * S + 20 * MS, 10 * S);
    quiet(&trigger, TRIGGER_PACKET, 10 * S, 14 * S - 20 * MS);
    expect_end(&trigger, TRIGGER_PACKET, 14 * S - 20 * MS, 11 * S, "silence");
    quiet(&trigger, TRIGGER_SOUND, 14 * S, 15 * S);
    expect_begin(&trigger, TRIGGER_SPEECH, 15 * S, true);
}

static void test_packets_without_sound_begin_nothing_after_silence(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    rules.silence_ns = 4 * S;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    quiet(&trigger, TRIGGER_PACKET, 20 * MS, 4 * S - 20 * MS);
    expect_end(&trigger, TRIGGER_PACKET, 4 * S - 20 * MS, 0, "silence");
    quiet(&trigger, TRIGGER_PACKET, 4 * S, 60 * S);
    expect_begin(&trigger, TRIGGER_SOUND, 60 * S, true);
}

static void test_command_begins_and_ends_at_its_moment(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_COMMAND);
    struct trigger trigger;

    (void)state;
    trigger_init(&trigger, &rules);
    quiet(&trigger, TRIGGER_SPEECH, 0, S);
    trigger_start(&trigger, 2 * S);
    trigger_start(&trigger, 3 * S);
    assert_true(trigger_edge_ns(&trigger, S) == 2 * S);
    quiet(&trigger, TRIGGER_SPEECH, S, 2 * S);
    expect_begin(&trigger, TRIGGER_GAP, 2 * S, true);
    trigger_stop(&trigger, 5 * S);
    trigger_stop(&trigger, 6 * S);
    assert_true(trigger_edge_ns(&trigger, 2 * S) == 5 * S);
    quiet(&trigger, TRIGGER_SPEECH, 2 * S + 20 * MS, 5 * S);
    expect_end(&trigger, TRIGGER_SPEECH, 5 * S, 5 * S, "command");
    quiet(&trigger, TRIGGER_SPEECH, 5 * S, 100 * S);
}

static void test_stopped_room_begins_again_only_after_quiet(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    trigger_stop(&trigger, 20 * MS);
    expect_end(&trigger, TRIGGER_PACKET, 20 * MS, 20 * MS, "command");
    quiet(&trigger, TRIGGER_PACKET, 20 * MS, 60 * S);
    quiet(&trigger, TRIGGER_GAP, 60 * S, 69 * S);
    quiet(&trigger, TRIGGER_PACKET, 69 * S, 70 * S);
    quiet(&trigger, TRIGGER_GAP, 70 * S, 80 * S);
    expect_begin(&trigger, TRIGGER_PACKET, 80 * S, true);
}

static void test_start_overrides_a_stop(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    trigger_stop(&trigger, 20 * MS);
    expect_end(&trigger, TRIGGER_PACKET, 20 * MS, 20 * MS, "command");
    trigger_start(&trigger, 40 * MS);
    expect_begin(&trigger, TRIGGER_PACKET, 40 * MS, true);
}

static void test_duration_counts_the_pre_roll_and_not_what_is_cut(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger_step step;
    struct trigger trigger;

    (void)state;
    rules.duration_ns = 10 * S;
    trigger_init(&trigger, &rules);
    assert_true(hear(&trigger, TRIGGER_PACKET, 5 * S, 6 * S, &step));
    trigger_begun(&trigger, 3 * S);
    assert_true(trigger_deadline_ns(&trigger) == 13 * S);
    trigger_pause(&trigger, 6 * S, false);
    assert_true(trigger_deadline_ns(&trigger) == NEVER);
    quiet(&trigger, TRIGGER_PACKET, 6 * S, 20 * S);
    trigger_resume(&trigger, 26 * S);
    assert_true(trigger_deadline_ns(&trigger) == 33 * S);
    trigger_pause(&trigger, 27 * S, true);
    trigger_resume(&trigger, 28 * S);
    assert_true(trigger_deadline_ns(&trigger) == 33 * S);
    expect_end(&trigger, TRIGGER_PACKET, 33 * S, 33 * S, "duration");
}

static void test_pause_is_no_silence(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    rules.idle_ns = 5 * S;
    rules.silence_ns = 5 * S;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_SPEECH, 0, true);
    trigger_pause(&trigger, S, false);
    quiet(&trigger, TRIGGER_GAP, S, 60 * S);
    trigger_resume(&trigger, 60 * S);
    quiet(&trigger, TRIGGER_GAP, 60 * S, 65 * S - 20 * MS);
    expect_end(&trigger, TRIGGER_GAP, 65 * S - 20 * MS, 60 * S, "idle");
}

static void test_other_sender_is_joined_or_split_by_rule(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    rules.post_roll_ns = S;
    for (int is_split = 0; is_split < 2; is_split++) {
        rules.is_sender_split = is_split;
        trigger_init(&trigger, &rules);
        expect_begin(&trigger, TRIGGER_PACKET, 0, true);
        trigger_new_sender(&trigger);
        quiet(&trigger, TRIGGER_GAP, 20 * MS, 3 * S);
        if (is_split) {
            expect_end(
                &trigger, TRIGGER_PACKET, 3 * S, S + 20 * MS, "another sender");
            expect_begin(&trigger, TRIGGER_PACKET, 3 * S, false);
        }
        quiet(&trigger, TRIGGER_PACKET, 3 * S + 20 * MS, 4 * S);
    }
}

static void test_sender_that_follows_at_once_loses_no_packet(void **state)
{
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    rules.post_roll_ns = S;
    rules.is_sender_split = true;
    trigger_init(&trigger, &rules);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    trigger_new_sender(&trigger);
    expect_end(&trigger, TRIGGER_PACKET, 20 * MS, 20 * MS, "another sender");
    expect_begin(&trigger, TRIGGER_PACKET, 20 * MS, false);
}

/* --- The schedule ------------------------------------------------------ */

#define EPOCH (INT64_C(1795460400) * S) /* 2026-11-23T19:00:00Z, a Monday */

static struct schedule *schedule(const char *text)
{
    struct err err = {0};
    struct schedule *parsed = schedule_parse(text, &err);

    assert_non_null(parsed);
    return parsed;
}

static void test_span_of_the_schedule_is_recorded_to_the_edge(void **state)
{
    own(schedule) monday = schedule("Mon 19:00 UTC, 1h");
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    rules.schedule = monday;
    trigger_init(&trigger, &rules);
    /* The monotonic clock shows 0 ten seconds before. */
    trigger_tick(&trigger, 0, EPOCH - 10 * S);
    assert_true(trigger_edge_ns(&trigger, 0) == 10 * S);
    assert_false(trigger_is_awaited(&trigger, 10 * S - 1));
    assert_true(trigger_is_awaited(&trigger, 10 * S));
    quiet(&trigger, TRIGGER_SPEECH, 0, 10 * S);
    expect_begin(&trigger, TRIGGER_PACKET, 10 * S, true);
    assert_false(trigger_is_awaited(&trigger, 11 * S));
    assert_true(trigger_edge_ns(&trigger, 10 * S) == 3610 * S);
    expect_end(&trigger, TRIGGER_PACKET, 3610 * S, 3610 * S, "schedule");
    quiet(&trigger, TRIGGER_PACKET, 3610 * S, 3620 * S);
    trigger_tick(&trigger, 3620 * S, EPOCH + 3610 * S);
    quiet(&trigger, TRIGGER_PACKET, 3620 * S, 3630 * S);
}

static void test_spans_that_touch_are_two_recordings_without_a_hole(
    void **state)
{
    own(schedule) two = schedule("Mon 19:00 UTC, 10m; Mon 19:10 UTC, 10m");
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger trigger;

    (void)state;
    rules.schedule = two;
    rules.post_roll_ns = 5 * S; /* does not reach into the next */
    trigger_init(&trigger, &rules);
    trigger_tick(&trigger, 0, EPOCH);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    trigger_tick(&trigger, 595 * S, EPOCH + 595 * S);
    trigger_tick(&trigger, 600 * S + 50 * MS, EPOCH + 600 * S + 50 * MS);
    expect_end(&trigger, TRIGGER_PACKET, 600 * S, 600 * S, "schedule");
    expect_begin(&trigger, TRIGGER_PACKET, 600 * S, true);
    assert_true(trigger_edge_ns(&trigger, 600 * S) == 1205 * S);
}

static void test_clock_that_is_set_moves_the_end_but_not_into_the_past(
    void **state)
{
    own(schedule) monday = schedule("Mon 19:00 UTC, 1h");
    struct trigger_rules rules = rules_of(CONFIG_START_PACKET);
    struct trigger_step step;
    struct trigger trigger;

    (void)state;
    rules.schedule = monday;
    trigger_init(&trigger, &rules);
    trigger_tick(&trigger, 0, EPOCH);
    expect_begin(&trigger, TRIGGER_PACKET, 0, true);
    /* Put back by a minute. */
    trigger_tick(&trigger, 100 * S, EPOCH + 40 * S);
    assert_true(trigger_deadline_ns(&trigger) == 3660 * S);
    /* Put forward by two hours: it ends now, and keeps what was recorded. */
    trigger_tick(&trigger, 110 * S, EPOCH + 7250 * S);
    assert_true(trigger_due(&trigger, 110 * S, &step));
    expect_step(&step, 110 * S, "schedule");
}

static void test_command_records_outside_of_the_schedule_too(void **state)
{
    own(schedule) monday = schedule("Mon 19:00 UTC, 1h");
    struct trigger_rules rules = rules_of(CONFIG_START_VOICE);
    struct trigger trigger;

    (void)state;
    rules.schedule = monday;
    trigger_init(&trigger, &rules);
    trigger_tick(&trigger, 0, EPOCH - 3600 * S);
    quiet(&trigger, TRIGGER_SPEECH, 0, S);
    trigger_start(&trigger, S);
    expect_begin(&trigger, TRIGGER_PACKET, S, true);
    assert_true(trigger_deadline_ns(&trigger) == NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_packet_begins_and_silence_does_not_end),
        cmocka_unit_test(test_idle_room_ends_at_the_last_packet_and_post_roll),
        cmocka_unit_test(
            test_one_long_gap_ends_one_and_its_packet_begins_another),
        cmocka_unit_test(test_voice_begins_and_silence_ends),
        cmocka_unit_test(
            test_packets_without_sound_begin_nothing_after_silence),
        cmocka_unit_test(test_command_begins_and_ends_at_its_moment),
        cmocka_unit_test(test_stopped_room_begins_again_only_after_quiet),
        cmocka_unit_test(test_start_overrides_a_stop),
        cmocka_unit_test(test_duration_counts_the_pre_roll_and_not_what_is_cut),
        cmocka_unit_test(test_pause_is_no_silence),
        cmocka_unit_test(test_other_sender_is_joined_or_split_by_rule),
        cmocka_unit_test(test_sender_that_follows_at_once_loses_no_packet),
        cmocka_unit_test(test_span_of_the_schedule_is_recorded_to_the_edge),
        cmocka_unit_test(
            test_spans_that_touch_are_two_recordings_without_a_hole),
        cmocka_unit_test(
            test_clock_that_is_set_moves_the_end_but_not_into_the_past),
        cmocka_unit_test(test_command_records_outside_of_the_schedule_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
