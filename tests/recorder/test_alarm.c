/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/alarm.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

static struct alarm alarm_;
static struct alarm_sample sample;
static int64_t now_ns;
static char told[2000]; /* what was told, a line each */

static int begin(void **state)
{
    static const struct alarm_limits limits = {
        .no_input_ns = 60 * CLOCK_SECOND_NS,
        .silence_ns = 300 * CLOCK_SECOND_NS,
        .clipping_ns = 10 * CLOCK_SECOND_NS,
        .loss_percent = 5,
        .disk_bytes = 1000000000};

    (void)state;
    alarm_init(&alarm_, &limits);
    sample = (struct alarm_sample){
        .is_recording = true, .momentary_lufs = -20, .free_bytes = -1};
    now_ns = 77 * CLOCK_SECOND_NS;
    told[0] = '\0';
    return 0;
}

/* One look; what it tells is noted with the seconds since the beginning. */
static void look(void)
{
    struct alarm_news news[ALARM_KINDS];
    int count = alarm_update(&alarm_, &sample, now_ns, news);

    for (int i = 0; i < count; i++) {
        size_t length = strlen(told);
        snprintf(told + length, sizeof told - length, "%d %c%s: %s\n",
            (int)(now_ns / CLOCK_SECOND_NS - 77), news[i].is_raised ? '+' : '-',
            alarm_name(news[i].kind), news[i].text);
    }
}

/* Lets time pass, second by second, with what comes in each. */
static void pass(int seconds, int packets, int lost, int clipped)
{
    for (int i = 0; i < seconds; i++) {
        now_ns += CLOCK_SECOND_NS;
        sample.packets += packets;
        sample.input += packets;
        sample.lost += lost;
        sample.clipped_samples += clipped;
        look();
    }
}

static void test_a_good_room_is_never_talked_of(void **state)
{
    (void)state;
    sample.free_bytes = 50000000000;
    look();
    pass(3600, 50, 0, 0);
    assert_string_equal(told, "");
}

static void test_no_input_is_raised_once_and_cleared_once(void **state)
{
    (void)state;
    look();
    pass(10, 50, 0, 0);
    pass(120, 0, 0, 0);
    pass(60, 50, 0, 0);
    assert_string_equal(told, "70 +no-input: no input for 1:00\n"
                              "133 -no-input: there is input again\n");
}

static void test_a_packet_now_and_then_is_not_input_that_is_back(void **state)
{
    (void)state;
    look();
    pass(61, 0, 0, 0);
    for (int i = 0; i < 20; i++) {
        pass(1, 1, 0, 0);
        pass(4, 0, 0, 0);
    }
    assert_string_equal(told, "60 +no-input: no input for 1:00\n");
}

static void test_a_room_that_never_spoke_has_no_input(void **state)
{
    (void)state;
    look();
    pass(59, 0, 0, 0);
    assert_string_equal(told, "");
    pass(1, 0, 0, 0);
    assert_string_equal(told, "60 +no-input: no input for 1:00\n");
}

static void test_a_room_that_should_be_recorded_has_no_input(void **state)
{
    (void)state;
    sample.is_recording = false;
    look();
    pass(100, 0, 0, 0);
    assert_string_equal(told, "");
    sample.is_awaited = true;
    pass(70, 0, 0, 0);
    assert_string_equal(told, "161 +no-input: no input for 1:00\n");
    sample.is_awaited = false;
    sample.is_recording = true;
    told[0] = '\0';
    pass(10, 50, 0, 0);
    assert_string_equal(told, "173 -no-input: there is input again\n");
}

static void test_silence_is_below_60_lufs_for_its_time(void **state)
{
    (void)state;
    look();
    sample.momentary_lufs = -HUGE_VAL;
    pass(299, 50, 0, 0);
    sample.momentary_lufs = -59;
    pass(1, 50, 0, 0);
    sample.momentary_lufs = -61;
    pass(400, 50, 0, 0);
    /* Noise between the limits clears nothing. */
    sample.momentary_lufs = -57;
    pass(10, 50, 0, 0);
    sample.momentary_lufs = -30;
    pass(10, 50, 0, 0);
    assert_string_equal(told, "600 +silence: silence for 5:00\n"
                              "713 -silence: there is sound again\n");
}

static void test_a_clip_now_and_then_is_no_alarm(void **state)
{
    (void)state;
    look();
    for (int i = 0; i < 100; i++) {
        pass(1, 50, 0, 7);
        pass(2, 50, 0, 0);
    }
    assert_string_equal(told, "");
}

static void test_steady_clipping_is(void **state)
{
    (void)state;
    look();
    pass(5, 50, 0, 0);
    pass(30, 50, 0, 7);
    pass(30, 50, 0, 0);
    assert_string_equal(told, "15 +clipping: the sound clips\n"
                              "47 -clipping: the sound no longer clips\n");
}

static void test_loss_is_judged_over_a_minute(void **state)
{
    (void)state;
    look();
    pass(120, 50, 0, 0);
    pass(4, 0, 50, 0); /* 6.7 % of the last minute */
    pass(120, 50, 0, 0);
    assert_string_equal(told,
        "124 +loss: 6.7 % of the packets were lost in the last minute\n"
        "185 -loss: loss is down to 0.0 %\n");
}

static void test_loss_of_the_first_packets_is_no_share(void **state)
{
    (void)state;
    look();
    pass(1, 30, 20, 0);
    pass(30, 50, 0, 0);
    assert_string_equal(told, "");
}

static void test_counts_that_begin_anew_are_no_loss(void **state)
{
    (void)state;
    look();
    pass(120, 50, 1, 0);
    sample.packets = sample.lost = 0;
    pass(120, 50, 1, 0);
    assert_string_equal(told, "");
}

static void test_the_disk_clears_a_tenth_above_its_limit(void **state)
{
    (void)state;
    sample.free_bytes = 1000000000;
    look();
    pass(5, 50, 0, 0);
    sample.free_bytes = 999999999;
    pass(5, 50, 0, 0);
    sample.free_bytes = 1050000000;
    pass(60, 50, 0, 0);
    sample.free_bytes = -1;
    pass(5, 50, 0, 0);
    sample.free_bytes = 1200000000;
    pass(5, 50, 0, 0);
    assert_string_equal(told,
        "6 +disk: only 1.0 GB are free on the disk, less than 1.0 GB\n"
        "78 -disk: 1.2 GB are free again\n");
}

static void test_the_end_of_a_recording_ends_its_alarms(void **state)
{
    (void)state;
    sample.free_bytes = 5;
    look();
    pass(61, 0, 0, 0);
    sample.is_recording = false;
    pass(100, 0, 0, 0);
    sample.is_recording = true;
    pass(59, 0, 0, 0);
    assert_string_equal(told,
        "0 +disk: only 5 bytes are free on the disk, less than 1.0 GB\n"
        "60 +no-input: no input for 1:00\n"
        "62 -no-input: no longer recording\n");
}

static void test_what_is_off_is_never_raised(void **state)
{
    const struct alarm_limits off = {0};

    (void)state;
    alarm_init(&alarm_, &off);
    sample.momentary_lufs = -HUGE_VAL;
    sample.free_bytes = 0;
    look();
    pass(1000, 0, 50, 50);
    assert_string_equal(told, "");
}

static void test_asking_often_changes_nothing(void **state)
{
    (void)state;
    look();
    for (int i = 0; i < 6100; i++) {
        now_ns += 10 * CLOCK_MILLISECOND_NS;
        look();
    }
    assert_string_equal(told, "60 +no-input: no input for 1:00\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_good_room_is_never_talked_of, begin),
        cmocka_unit_test_setup(
            test_a_room_that_should_be_recorded_has_no_input, begin),
        cmocka_unit_test_setup(
            test_no_input_is_raised_once_and_cleared_once, begin),
        cmocka_unit_test_setup(
            test_a_packet_now_and_then_is_not_input_that_is_back, begin),
        cmocka_unit_test_setup(
            test_a_room_that_never_spoke_has_no_input, begin),
        cmocka_unit_test_setup(
            test_silence_is_below_60_lufs_for_its_time, begin),
        cmocka_unit_test_setup(test_a_clip_now_and_then_is_no_alarm, begin),
        cmocka_unit_test_setup(test_steady_clipping_is, begin),
        cmocka_unit_test_setup(test_loss_is_judged_over_a_minute, begin),
        cmocka_unit_test_setup(
            test_loss_of_the_first_packets_is_no_share, begin),
        cmocka_unit_test_setup(test_counts_that_begin_anew_are_no_loss, begin),
        cmocka_unit_test_setup(
            test_the_disk_clears_a_tenth_above_its_limit, begin),
        cmocka_unit_test_setup(
            test_the_end_of_a_recording_ends_its_alarms, begin),
        cmocka_unit_test_setup(test_what_is_off_is_never_raised, begin),
        cmocka_unit_test_setup(test_asking_often_changes_nothing, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
