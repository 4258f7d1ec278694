/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/command_words.h"
#include "tests/base/written_config.h"

/* The keys that say who is told what: hooks and alarms. */

/* With these settings in a room. */
static struct config *load_room(const char *settings)
{
    char text[4096];

    snprintf(text, sizeof text, "[room a]\n%s\n", settings);
    return written_config_good(text);
}

/* `expected` is what comes behind the file and the line. */
static void refuse_room(const char *settings, const char *expected)
{
    char text[4096];
    char words[512];

    snprintf(text, sizeof text, "[room a]\n%s\n", settings);
    snprintf(words, sizeof words, ":2: %s", expected);
    written_config_refuse(text, words);
}

static void test_alarms_have_defaults_that_are_not_noisy(void **state)
{
    own(config) config = load_room("");
    const struct config_room *room = &config->rooms[0];

    (void)state;
    assert_int_equal(room->alarm_no_input_ns, 60 * CLOCK_SECOND_NS);
    assert_int_equal(room->alarm_silence_ns, 0);
    assert_int_equal(room->alarm_clipping_ns, 10 * CLOCK_SECOND_NS);
    assert_true(room->alarm_loss_percent == 5);
    assert_int_equal(room->alarm_disk_bytes, 1000000000);
    assert_int_equal(room->hook_limit_ns, 60 * CLOCK_SECOND_NS);
    assert_null(room->hook_start);
    assert_null(room->hook_segment);
    assert_null(room->hook_finish);
    assert_null(room->hook_alarm);
}

static void test_every_key_is_read(void **state)
{
    own(config) config = load_room("alarm-no-input = 90\n"
                                   "alarm-silence = 5m\n"
                                   "alarm-clipping = 3s\n"
                                   "alarm-loss = 0.5\n"
                                   "alarm-disk = 20G\n"
                                   "hook-start = /bin/a\n"
                                   "hook-segment = b 'c d'\n"
                                   "hook-finish = roomcast publish\n"
                                   "hook-alarm = \"x\" y\n"
                                   "hook-limit = 10m\n");
    const struct config_room *room = &config->rooms[0];

    (void)state;
    assert_int_equal(room->alarm_no_input_ns, 90 * CLOCK_SECOND_NS);
    assert_int_equal(room->alarm_silence_ns, 300 * CLOCK_SECOND_NS);
    assert_int_equal(room->alarm_clipping_ns, 3 * CLOCK_SECOND_NS);
    assert_true(room->alarm_loss_percent == 0.5);
    assert_int_equal(room->alarm_disk_bytes, 20000000000);
    assert_string_equal(room->hook_start, "/bin/a");
    assert_string_equal(room->hook_segment, "b 'c d'");
    assert_string_equal(room->hook_finish, "roomcast publish");
    assert_string_equal(room->hook_alarm, "\"x\" y");
    assert_int_equal(room->hook_limit_ns, 600 * CLOCK_SECOND_NS);
}

static void test_each_alarm_can_be_off(void **state)
{
    own(config) config = load_room("alarm-no-input = off\n"
                                   "alarm-silence = off\n"
                                   "alarm-clipping = off\n"
                                   "alarm-loss = off\n"
                                   "alarm-disk = off\n");
    const struct config_room *room = &config->rooms[0];

    (void)state;
    assert_int_equal(room->alarm_no_input_ns, 0);
    assert_int_equal(room->alarm_silence_ns, 0);
    assert_int_equal(room->alarm_clipping_ns, 0);
    assert_true(room->alarm_loss_percent == 0);
    assert_int_equal(room->alarm_disk_bytes, 0);
}

/* The folder of this test has a blank in its name. */
static void test_a_relative_program_lies_beside_the_file(void **state)
{
    own(config) config =
        load_room("hook-finish = hooks/'on end.sh' \"$1\" b\n");
    char program[200];
    struct err err = {0};
    own_heap(char *) words =
        command_words_parse(config->rooms[0].hook_finish, &err);

    (void)state;
    assert_non_null(words);
    snprintf(
        program, sizeof program, "%s/hooks/on end.sh", written_config_folder());
    assert_string_equal(words[0], program);
    assert_string_equal(words[1], "$1");
    assert_string_equal(words[2], "b");
    assert_null(words[3]);
}

static void test_bad_values_are_refused_with_their_line(void **state)
{
    (void)state;
    refuse_room("alarm-silence = long",
        "alarm-silence: \"long\": expected a duration such as 90, 45m or "
        "1h30m, or off");
    refuse_room("alarm-loss = 101",
        "alarm-loss: \"101\": expected a number from 0.01 to 100, or off");
    refuse_room("alarm-disk = 1GB",
        "alarm-disk: \"1GB\": expected a size such as 800M or 5G, or off");
    refuse_room("hook-finish = a 'b", "hook-finish: expected a closing '");
    refuse_room("hook-start = ''", "hook-start: expected a program to run");
    refuse_room("hook-limit = off",
        "hook-limit: \"off\": expected a duration such as 90, 45m or 1h30m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alarms_have_defaults_that_are_not_noisy),
        cmocka_unit_test(test_every_key_is_read),
        cmocka_unit_test(test_each_alarm_can_be_off),
        cmocka_unit_test(test_a_relative_program_lies_beside_the_file),
        cmocka_unit_test(test_bad_values_are_refused_with_their_line),
    };

    return cmocka_run_group_tests(
        tests, written_config_make, written_config_remove);
}
