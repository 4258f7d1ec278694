/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_hook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/text.h"
#include "tests/publisher/temporary_folder.h"

/* Of 10 ms each, for what a machine with much to do may take. */
#define MOST_TRIES 12000

#define SECOND_NS INT64_C(1000000000)

static struct relay_hook *make(const char *command)
{
    struct err err = {0};
    struct relay_hook *hook =
        relay_hook_new(command, "hall", 60 * SECOND_NS, &err);

    assert_string_equal(err.text, "");
    return hook;
}

static void test_alarm_is_raised_once_and_cleared_once(void **state)
{
    own(relay_hook) hook = make(NULL);
    int raised = 0;
    int cleared = 0;

    (void)state;
    for (int s = 0; s < 600; s++) {
        bool is_missing = s >= 100 && s < 400;
        switch (relay_hook_update(hook, is_missing, "gone", s * SECOND_NS)) {
        case RELAY_ALARM_RAISED:
            assert_int_equal(s, 160);
            raised++;
            break;
        case RELAY_ALARM_CLEARED:
            assert_int_equal(s, 400);
            cleared++;
            break;
        case RELAY_ALARM_SAME:
            break;
        }
    }
    assert_int_equal(raised, 1);
    assert_int_equal(cleared, 1);
}

static void test_short_interruptions_are_no_alarm(void **state)
{
    own(relay_hook) hook = make(NULL);

    (void)state;
    for (int s = 0; s < 600; s++)
        assert_int_equal(
            relay_hook_update(hook, s % 60 < 50, "gone", s * SECOND_NS),
            RELAY_ALARM_SAME);
}

/* Waits for the last line of what the command writes. */
static bool wait_for(const char *path)
{
    for (int i = 0; i < MOST_TRIES; i++) {
        if (access(path, F_OK) == 0)
            return true;
        usleep(10000);
    }
    return false;
}

static void test_command_is_told_what_and_nothing_secret(void **state)
{
    own_value(text) command = {0};
    own_value(text) expected = {0};
    const char *told = path_in(*state, "told");
    const char *done = path_in(*state, "done");

    setenv("ROOMCAST_RELAY_PASSWORD", "hush", 1);
    text_appendf(&command,
        "sh -c 'env | grep -E \"^ROOMCAST\" | sort > %s; : > %s'", told, done);
    own(relay_hook) hook = make(text_string(&command));
    relay_hook_update(hook, true, "not on the air", SECOND_NS);
    assert_int_equal(
        relay_hook_update(hook, true, "not on the air", 61 * SECOND_NS),
        RELAY_ALARM_RAISED);
    assert_true(wait_for(done));
    text_append(&expected, "ROOMCAST_ALARM=relay\nROOMCAST_ALARM_STATE=raised\n"
                           "ROOMCAST_EVENT=alarm\nROOMCAST_ROOM=hall\n"
                           "ROOMCAST_TEXT=not on the air\n");
    assert_true(holds_text(told, text_string(&expected)));
    unsetenv("ROOMCAST_RELAY_PASSWORD");
}

/* Until the command before has ended. */
static enum relay_alarm update_until_told(
    struct relay_hook *hook, bool is_missing, int64_t now_ns)
{
    enum relay_alarm alarm = RELAY_ALARM_SAME;

    for (int i = 0; alarm == RELAY_ALARM_SAME && i < MOST_TRIES; i++) {
        alarm = relay_hook_update(hook, is_missing, "", now_ns);
        usleep(10000);
    }
    return alarm;
}

static void test_clearing_waits_for_the_command_that_raises(void **state)
{
    own_value(text) command = {0};
    const char *go = path_in(*state, "go");
    const char *cleared = path_in(*state, "cleared");

    text_appendf(&command,
        "sh -c 'test $ROOMCAST_ALARM_STATE = cleared && : > %s; "
        "until test -e %s; do sleep 0.01; done'",
        cleared, go);
    own(relay_hook) hook = make(text_string(&command));
    relay_hook_update(hook, true, "", SECOND_NS);
    assert_int_equal(
        relay_hook_update(hook, true, "", 61 * SECOND_NS), RELAY_ALARM_RAISED);
    assert_int_equal(
        relay_hook_update(hook, false, "", 62 * SECOND_NS), RELAY_ALARM_SAME);
    write_text(go, "");
    assert_int_equal(
        update_until_told(hook, false, 63 * SECOND_NS), RELAY_ALARM_CLEARED);
    assert_true(wait_for(cleared));
}

static void test_command_that_makes_no_sense_is_refused(void **state)
{
    struct err err;

    (void)state;
    assert_null(relay_hook_new("sh -c 'open", "hall", SECOND_NS, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alarm_is_raised_once_and_cleared_once),
        cmocka_unit_test(test_short_interruptions_are_no_alarm),
        cmocka_unit_test_setup_teardown(
            test_command_is_told_what_and_nothing_secret, temporary_folder_make,
            temporary_folder_remove),
        cmocka_unit_test_setup_teardown(
            test_clearing_waits_for_the_command_that_raises,
            temporary_folder_make, temporary_folder_remove),
        cmocka_unit_test(test_command_that_makes_no_sense_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
