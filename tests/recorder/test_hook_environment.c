/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/hook_environment.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The value of a variable, NULL when it is not there. */
static const char *value(char **environment, const char *name)
{
    size_t length = strlen(name);

    for (; *environment; environment++) {
        if (strncmp(*environment, name, length) == 0 &&
            (*environment)[length] == '=')
            return *environment + length + 1;
    }
    return NULL;
}

static char **make(const struct hook_facts *facts)
{
    struct err err = {0};
    char **environment = hook_environment_new(facts, &err);

    assert_non_null(environment);
    return environment;
}

static void test_a_finished_recording_is_described(void **state)
{
    const struct recording_result result = {.frames_48k = 48000 * 90 + 24,
        .loudness = {.integrated_lufs = -16.04, .true_peak_dbtp = -1.26}};
    char **environment = make(&(struct hook_facts){.kind = HOOK_FINISH,
        .room = "hall",
        .file = "/spool/hall/a.b.opus",
        .result = &result});

    (void)state;
    assert_string_equal(value(environment, "ROOMCAST_EVENT"), "finish");
    assert_string_equal(value(environment, "ROOMCAST_ROOM"), "hall");
    assert_string_equal(
        value(environment, "ROOMCAST_FILE"), "/spool/hall/a.b.opus");
    assert_string_equal(
        value(environment, "ROOMCAST_LEDGER"), "/spool/hall/a.b.jsonl");
    assert_string_equal(value(environment, "ROOMCAST_DURATION"), "90.001");
    assert_string_equal(value(environment, "ROOMCAST_LOUDNESS"), "-16.0");
    assert_string_equal(value(environment, "ROOMCAST_TRUE_PEAK"), "-1.3");
    assert_null(value(environment, "ROOMCAST_ALARM"));
    assert_null(value(environment, "ROOMCAST_TEXT"));
    environment_free(environment);
}

static void test_paths_are_made_absolute(void **state)
{
    char here[4096];
    char expected[4200];
    char **environment = make(&(struct hook_facts){
        .kind = HOOK_START, .room = "hall", .file = "spool/x.opus.part"});

    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    snprintf(expected, sizeof expected, "%s/spool/x.opus.part", here);
    assert_string_equal(value(environment, "ROOMCAST_FILE"), expected);
    snprintf(expected, sizeof expected, "%s/spool/x.jsonl", here);
    assert_string_equal(value(environment, "ROOMCAST_LEDGER"), expected);
    assert_null(value(environment, "ROOMCAST_DURATION"));
    environment_free(environment);
}

static void test_a_silent_recording_has_no_loudness(void **state)
{
    const struct recording_result result = {.frames_48k = 48000,
        .loudness = {
            .integrated_lufs = -HUGE_VAL, .true_peak_dbtp = -HUGE_VAL}};
    char **environment = make(&(struct hook_facts){.kind = HOOK_SEGMENT,
        .room = "hall",
        .file = "/a.opus",
        .result = &result});

    (void)state;
    assert_string_equal(value(environment, "ROOMCAST_DURATION"), "1.000");
    assert_null(value(environment, "ROOMCAST_LOUDNESS"));
    assert_null(value(environment, "ROOMCAST_TRUE_PEAK"));
    environment_free(environment);
}

static void test_an_alarm_says_which_and_whether_it_is_over(void **state)
{
    char **environment = make(&(struct hook_facts){.kind = HOOK_ALARM,
        .room = "hall",
        .alarm = "silence",
        .is_raised = true,
        .text = "silence for 5:00"});

    (void)state;
    assert_string_equal(value(environment, "ROOMCAST_EVENT"), "alarm");
    assert_string_equal(value(environment, "ROOMCAST_ALARM"), "silence");
    assert_string_equal(value(environment, "ROOMCAST_ALARM_STATE"), "raised");
    assert_string_equal(
        value(environment, "ROOMCAST_TEXT"), "silence for 5:00");
    assert_null(value(environment, "ROOMCAST_FILE"));
    environment_free(environment);
}

static void test_secrets_of_the_recorder_are_not_passed_on(void **state)
{
    (void)state;
    setenv("RELAY_PASSWORD", "hunter2", 1);
    setenv("ROOMCAST_TEXT", "from before", 1);
    setenv("TZ", "Europe/Berlin", 1);
    char **environment =
        make(&(struct hook_facts){.kind = HOOK_START, .room = "hall"});
    assert_null(value(environment, "RELAY_PASSWORD"));
    assert_null(value(environment, "ROOMCAST_TEXT"));
    assert_string_equal(value(environment, "TZ"), "Europe/Berlin");
    assert_string_equal(value(environment, "PATH"), getenv("PATH"));
    environment_free(environment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_finished_recording_is_described),
        cmocka_unit_test(test_paths_are_made_absolute),
        cmocka_unit_test(test_a_silent_recording_has_no_loudness),
        cmocka_unit_test(test_an_alarm_says_which_and_whether_it_is_over),
        cmocka_unit_test(test_secrets_of_the_recorder_are_not_passed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
