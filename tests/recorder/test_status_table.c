/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/status_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/recorder/sample_figures.h"

static struct jdoc *answer(const struct room_figures *figures)
{
    struct jdoc *doc = jdoc_new();

    room_figures_set(doc, figures);
    return doc;
}

static void test_a_room_is_told_in_lines(void **state)
{
    const struct room_figures figures = sample_figures("hall");
    own(jdoc) doc = answer(&figures);
    const struct status_row row = {.room = "hall", .answer = doc};
    own_value(text) text = {0};

    (void)state;
    status_table_format_room(&row, &text);
    assert_string_equal(text_string(&text),
        "hall: recording since 2026-11-22 18:00:00 UTC\n"
        "  file      /spool/hall/2026-11-22T180000Z.opus.part\n"
        "  time      1:02:03\n"
        "  loudness  now -18.2, 3 s -17.9, whole -16.4 LUFS; true peak -1.3 "
        "dBTP\n"
        "  lost      0.1 %, 10 of 10000 packets; gaps 1:01\n"
        "  drift     +12 ppm\n"
        "  free      120.3 GB\n"
        "  alarms    loss, disk\n");
}

static void test_a_room_without_a_recording_has_few_lines(void **state)
{
    const struct room_figures figures = sample_figures_waiting("hall");
    own(jdoc) doc = answer(&figures);
    const struct status_row row = {.room = "hall", .answer = doc};
    const struct status_row absent = {.room = "attic"};
    own_value(text) text = {0};

    (void)state;
    status_table_format_room(&row, &text);
    status_table_format_room(&absent, &text);
    assert_string_equal(text_string(&text),
        "hall: waiting since 1970-01-01 00:00:00 UTC\n"
        "  free      -\n"
        "  alarms    none\n"
        "attic: not running\n");
}

static void test_a_room_that_was_started_says_that_nothing_comes(void **state)
{
    struct room_figures figures = sample_figures_waiting("hall");
    own_value(text) text = {0};

    (void)state;
    figures.status.is_awaited = true;
    own(jdoc) doc = answer(&figures);
    const struct status_row row = {.room = "hall", .answer = doc};
    status_table_format_room(&row, &text);
    assert_string_equal(text_string(&text),
        "hall: waiting since 1970-01-01 00:00:00 UTC\n"
        "  awaited   it is to be recorded, and nothing comes\n"
        "  free      -\n"
        "  alarms    none\n");
}

static void test_a_broken_room_says_why(void **state)
{
    struct room_figures figures = sample_figures_waiting("hall");

    (void)state;
    figures.status.state = ROOM_BROKEN;
    figures.status.failure = "alsa:hw:9,0: No such file or directory";
    own(jdoc) doc = answer(&figures);
    const struct status_row row = {.room = "hall", .answer = doc};
    own_value(text) text = {0};
    status_table_format_room(&row, &text);
    assert_string_equal(text_string(&text),
        "hall: broken since 1970-01-01 00:00:00 UTC\n"
        "  failure   alsa:hw:9,0: No such file or directory\n"
        "  free      -\n"
        "  alarms    none\n");
}

static void test_several_rooms_are_a_table(void **state)
{
    const struct room_figures first = sample_figures("a");
    const struct room_figures second = sample_figures_waiting("council-hall");
    own(jdoc) doc = answer(&first);
    own(jdoc) waiting = answer(&second);
    const struct status_row rows[] = {
        {"a", doc}, {"council-hall", waiting}, {"c", NULL}};
    own_value(text) text = {0};

    (void)state;
    status_table_format(rows, 3, &text);
    assert_string_equal(text_string(&text),
        "ROOM          STATE           TIME  NOW LUFS  WHOLE   LOST    DRIFT"
        "      FREE  ALARMS\n"
        "a             recording    1:02:03     -18.2  -16.4  0.1 %  +12 ppm"
        "  120.3 GB  loss, disk\n"
        "council-hall  waiting                                              "
        "         -\n"
        "c             not running\n");
}

static void test_an_answer_cannot_steer_the_terminal(void **state)
{
    struct room_figures figures = sample_figures("hall");
    own_value(text) text = {0};

    (void)state;
    figures.status.path = "spool/\x1b[2J\x7f.opus.part";
    own(jdoc) doc = answer(&figures);
    const struct status_row row = {.room = "hall", .answer = doc};
    status_table_format_room(&row, &text);
    for (size_t i = 0; i < text.length; i++)
        assert_true(text.bytes[i] == '\n' || (unsigned char)text.bytes[i] > 31);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_room_is_told_in_lines),
        cmocka_unit_test(test_a_room_without_a_recording_has_few_lines),
        cmocka_unit_test(test_a_room_that_was_started_says_that_nothing_comes),
        cmocka_unit_test(test_a_broken_room_says_why),
        cmocka_unit_test(test_several_rooms_are_a_table),
        cmocka_unit_test(test_an_answer_cannot_steer_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
