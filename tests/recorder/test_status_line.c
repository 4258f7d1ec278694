/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/status_line.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static struct room_figures figures;

static int reset(void **state)
{
    (void)state;
    figures = (struct room_figures){
        .status = {.state = ROOM_RECORDING,
            .room = "hall",
            .frames_48k = INT64_C(723) * 48000,
            .loudness = {.momentary_lufs = -18.2, .integrated_lufs = -16.4},
            .drift_ppm = NAN,
            .free_bytes = -1}};
    return 0;
}

static void expect(int columns, const char *line)
{
    own_value(text) text = {0};

    status_line_format(&figures, 1, columns, &text);
    assert_string_equal(text_string(&text), line);
}

static void test_time_level_loudness_and_loss_are_shown(void **state)
{
    (void)state;
    figures.status.counters.packets = 999;
    figures.status.counters.lost = 1;
    expect(79,
        "12:03  [############----]  now -18.2  whole -16.4 LUFS  lost 0.1 %");
}

static void test_drift_and_free_space_are_shown_where_there_is_room(
    void **state)
{
    (void)state;
    figures.status.counters.packets = 1;
    figures.status.drift_ppm = 12.4;
    figures.status.free_bytes = INT64_C(120345678901);
    expect(120,
        "12:03  [############----]  now -18.2  whole -16.4 LUFS  lost 0.0 %  "
        "drift +12 ppm  free 120.3 GB");
    expect(85,
        "12:03  [############----]  now -18.2  whole -16.4 LUFS  lost 0.0 %  "
        "drift +12 ppm");
    expect(79,
        "12:03  [############----]  now -18.2  whole -16.4 LUFS  lost 0.0 %");
}

static void test_no_terminal_is_too_narrow(void **state)
{
    (void)state;
    for (int columns = 0; columns < 100; columns++) {
        own_value(text) text = {0};
        figures.status.free_bytes = 1;
        figures.alarms[ALARM_LOSS] = true;
        status_line_format(&figures, 1, columns, &text);
        assert_true((int)text.length <= columns);
    }
}

static void test_silence_shows_an_empty_meter_and_no_figures(void **state)
{
    (void)state;
    figures.status.frames_48k = 48000;
    figures.status.loudness = (struct loudness){
        .momentary_lufs = -HUGE_VAL, .integrated_lufs = -HUGE_VAL};
    expect(79, "0:01  [----------------]  now   -    whole   -   LUFS");
}

static void test_the_loudest_fits_in_the_meter(void **state)
{
    (void)state;
    figures.status.frames_48k = INT64_C(3661) * 48000;
    figures.status.loudness =
        (struct loudness){.momentary_lufs = 3, .integrated_lufs = 1.5};
    expect(79, "1:01:01  [################]  now   3.0  whole   1.5 LUFS");
}

static void test_a_pause_and_alarms_are_named(void **state)
{
    (void)state;
    figures.status.state = ROOM_PAUSED;
    figures.alarms[ALARM_SILENCE] = figures.alarms[ALARM_DISK] = true;
    expect(40, "12:03  paused  ! silence, disk");
}

static void test_a_room_that_has_not_begun_waits(void **state)
{
    (void)state;
    figures.status.state = ROOM_WAITING;
    figures.status.frames_48k = 0;
    figures.status.free_bytes = 5000;
    expect(79, "waiting for sound  free 5.0 kB");
}

static void test_several_rooms_are_summed_up_in_one_line(void **state)
{
    struct room_figures rooms[3];
    own_value(text) text = {0};

    (void)state;
    for (int i = 0; i < 3; i++)
        rooms[i] = figures;
    rooms[0].status.counters = (struct source_counters){.packets = 99};
    rooms[1].status.counters = (struct source_counters){.lost = 1};
    rooms[1].status.free_bytes = 3000000;
    rooms[2].status.free_bytes = 2000000;
    rooms[2].status.state = ROOM_BROKEN;
    rooms[2].status.room = "attic";
    status_line_format(rooms, 3, 79, &text);
    assert_string_equal(text_string(&text),
        "3 rooms: 2 recording, 1 broken  lost 1.0 %  free 2.0 MB  ! attic");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            test_time_level_loudness_and_loss_are_shown, reset),
        cmocka_unit_test_setup(
            test_drift_and_free_space_are_shown_where_there_is_room, reset),
        cmocka_unit_test_setup(test_no_terminal_is_too_narrow, reset),
        cmocka_unit_test_setup(
            test_silence_shows_an_empty_meter_and_no_figures, reset),
        cmocka_unit_test_setup(test_the_loudest_fits_in_the_meter, reset),
        cmocka_unit_test_setup(test_a_pause_and_alarms_are_named, reset),
        cmocka_unit_test_setup(test_a_room_that_has_not_begun_waits, reset),
        cmocka_unit_test_setup(
            test_several_rooms_are_summed_up_in_one_line, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
