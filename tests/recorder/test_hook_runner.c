/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/hook_runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "tests/recorder/scratch_folder.h"

/* Of 10 ms each, for what a machine with much to do may take. */
#define MOST_TRIES 12000

/* Commands are real; the time is ours, and only a command's end is waited
 * for. Each writes what it has to say to the file "told". */

#define SECOND CLOCK_SECOND_NS

static struct hook_runner *runner;
static const char *folder;
static char failures[2000]; /* a line each */

static void note_failure(void *user, const char *text)
{
    size_t length = strlen(failures);

    (void)user;
    snprintf(failures + length, sizeof failures - length, "%s\n", text);
}

/* A runner of shell commands, which run in the test's folder. */
static void begin(const char *finish, const char *alarm)
{
    struct hook_settings settings = {
        .limit_ns = 60 * SECOND, .failed = note_failure};
    own_value(text) on_finish = {0};
    own_value(text) on_alarm = {0};
    struct err err = {0};

    text_appendf(&on_finish, "sh -c \"cd %s; %s\"", folder, finish);
    text_appendf(&on_alarm, "sh -c \"cd %s; %s\"", folder, alarm);
    settings.commands[HOOK_FINISH] = text_string(&on_finish);
    settings.commands[HOOK_ALARM] = text_string(&on_alarm);
    failures[0] = '\0';
    runner = hook_runner_new(&settings, &err);
    if (!runner)
        fail_msg("%s", err.text);
}

static int make_folder(void **state)
{
    int failed = scratch_folder_make(state);

    folder = *state;
    return failed;
}

static int remove_folder(void **state)
{
    hook_runner_free(take(runner));
    return scratch_folder_remove(state);
}

static void push(enum hook_kind kind, const char *text, int64_t now_ns)
{
    const struct hook_facts facts = {
        .kind = kind, .room = "hall", .text = text};

    hook_runner_push(runner, &facts, now_ns);
}

/* Waits until the command that runs has ended, and lets the runner know. */
static void wait_for_end(int64_t now_ns)
{
    struct pollfd poll_fd = {
        .fd = hook_runner_descriptor(runner), .events = POLLIN};

    assert_int_equal(poll(&poll_fd, 1, 10 * MOST_TRIES), 1);
    hook_runner_work(runner, now_ns);
}

/* What the commands have told so far. */
static const char *told(void)
{
    static char words[4096];
    char path[200];

    snprintf(path, sizeof path, "%s/told", folder);
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, words, sizeof words - 1);
    words[got] = '\0';
    return words;
}

static void wait_until_told(const char *expected)
{
    for (int i = 0; i < MOST_TRIES && strcmp(told(), expected) != 0; i++)
        poll(NULL, 0, 10);
    assert_string_equal(told(), expected);
}

static void test_a_command_gets_the_facts_and_nothing_of_ours(void **state)
{
    (void)state;
    begin("echo $ROOMCAST_EVENT $ROOMCAST_TEXT >told; "
          "readlink /proc/self/fd/0 >>told; ls /proc/self/fd | wc -w >>told",
        "true");
    own_fd int ours = open("/dev/null", O_RDONLY); /* not close-on-exec */
    assert_true(ours > 2);
    push(HOOK_FINISH, "$(touch x); a 'b", 0);
    hook_runner_work(runner, 0);
    assert_int_equal(hook_runner_waiting(runner), 1);
    wait_for_end(0);
    assert_true(hook_runner_is_idle(runner));
    /* 0, 1, 2 and the folder that ls reads. */
    assert_string_equal(told(), "finish $(touch x); a 'b\n/dev/null\n4\n");
    assert_string_equal(failures, "");
}

static void test_commands_run_one_after_the_other(void **state)
{
    (void)state;
    begin("echo $ROOMCAST_TEXT >>told", "echo $ROOMCAST_TEXT >>told");
    push(HOOK_FINISH, "1", 0);
    push(HOOK_ALARM, "2", 0);
    push(HOOK_FINISH, "3", 0);
    push(HOOK_START, "none is set", 0);
    assert_int_equal(hook_runner_waiting(runner), 3);
    hook_runner_work(runner, 0);
    for (int i = 0; i < 3; i++)
        wait_for_end(0);
    assert_string_equal(told(), "1\n2\n3\n");
    assert_true(hook_runner_is_idle(runner));
    assert_int_equal(hook_runner_deadline_ns(runner), INT64_MAX);
}

static void test_an_alarm_that_fails_is_told_once(void **state)
{
    (void)state;
    begin("true", "exit 3");
    push(HOOK_ALARM, "a", 0);
    hook_runner_work(runner, 0);
    wait_for_end(0);
    assert_string_equal(failures, "hook-alarm: exit status 3\n");
    assert_int_equal(hook_runner_failures(runner), 1);
    assert_true(hook_runner_is_idle(runner));
}

static void test_a_file_is_tried_three_times_more(void **state)
{
    static const int64_t tries_s[] = {0, 5, 35, 155};

    (void)state;
    begin("echo $ROOMCAST_TEXT >>told; kill -9 $$", "true");
    push(HOOK_FINISH, "a", 0);
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            assert_int_equal(
                hook_runner_deadline_ns(runner), tries_s[i] * SECOND);
            hook_runner_work(runner, tries_s[i] * SECOND - 1);
            assert_int_equal(hook_runner_waiting(runner), 1);
        }
        hook_runner_work(runner, tries_s[i] * SECOND);
        wait_for_end(tries_s[i] * SECOND);
    }
    assert_string_equal(told(), "a\na\na\na\n");
    assert_string_equal(
        failures, "hook-finish: killed by signal 9, at try 4\n");
    assert_true(hook_runner_is_idle(runner));
}

static void test_another_try_lets_others_go_first(void **state)
{
    (void)state;
    begin("echo $ROOMCAST_TEXT >>told; test $ROOMCAST_TEXT = good", "true");
    push(HOOK_FINISH, "bad", 0);
    hook_runner_work(runner, 0);
    push(HOOK_FINISH, "good", 0);
    wait_for_end(0);
    wait_for_end(SECOND);
    assert_string_equal(told(), "bad\ngood\n");
    assert_int_equal(hook_runner_waiting(runner), 1);
    assert_string_equal(failures, "");
}

static void test_a_program_that_is_not_there_is_named(void **state)
{
    struct hook_settings settings = {
        .commands[HOOK_ALARM] = "no-such-program x",
        .limit_ns = SECOND,
        .failed = note_failure};
    struct err err = {0};

    (void)state;
    failures[0] = '\0';
    runner = hook_runner_new(&settings, &err);
    push(HOOK_ALARM, "a", 0);
    hook_runner_work(runner, 0);
    assert_string_equal(failures,
        "hook-alarm: run no-such-program: No such file or directory\n");
    assert_true(hook_runner_is_idle(runner));
}

static void test_the_limit_ends_a_command_and_its_children(void **state)
{
    (void)state;
    begin("true", "echo $$ >told; trap '' TERM; sleep 1000 & wait; sleep 1000");
    push(HOOK_ALARM, "a", 0);
    hook_runner_work(runner, 0);
    for (int i = 0; i < MOST_TRIES && !*told(); i++)
        poll(NULL, 0, 10);
    int pid = (int)strtol(told(), NULL, 10);
    assert_int_equal(hook_runner_deadline_ns(runner), 60 * SECOND);
    hook_runner_work(runner, 60 * SECOND - 1);
    assert_int_equal(hook_runner_deadline_ns(runner), 60 * SECOND);
    hook_runner_work(runner, 60 * SECOND);
    assert_int_equal(hook_runner_deadline_ns(runner), 65 * SECOND);
    hook_runner_work(runner, 65 * SECOND);
    wait_for_end(65 * SECOND);
    assert_string_equal(
        failures, "hook-alarm: took longer than 60 s and was ended\n");
    for (int i = 0; i < MOST_TRIES && kill(-pid, 0) == 0; i++)
        poll(NULL, 0, 10);
    assert_int_equal(kill(-pid, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void test_what_waits_is_bounded_and_files_go_first(void **state)
{
    (void)state;
    begin("true", "true");
    for (int i = 0; i <= HOOK_RUNNER_MOST_OTHERS; i++)
        push(HOOK_ALARM, "a", 0);
    assert_int_equal(hook_runner_waiting(runner), HOOK_RUNNER_MOST_OTHERS);
    assert_string_equal(
        failures, "hook-alarm: not run: too many are waiting\n");
    failures[0] = '\0';
    for (int i = 0; i <= HOOK_RUNNER_MOST - HOOK_RUNNER_MOST_OTHERS; i++)
        push(HOOK_FINISH, "a", 0);
    assert_int_equal(hook_runner_waiting(runner), HOOK_RUNNER_MOST);
    assert_string_equal(
        failures, "hook-finish: not run: too many are waiting\n");
}

static void test_at_the_end_an_alarm_that_hangs_is_ended(void **state)
{
    (void)state;
    begin("echo $ROOMCAST_TEXT >told", "sleep 1000");
    push(HOOK_ALARM, "a", 0);
    hook_runner_work(runner, 0);
    push(HOOK_FINISH, "last", 10 * SECOND);
    hook_runner_end(runner, 10 * SECOND);
    hook_runner_end(runner, 11 * SECOND);
    assert_int_equal(
        hook_runner_deadline_ns(runner), 11500 * CLOCK_MILLISECOND_NS);
    hook_runner_work(runner, 11500 * CLOCK_MILLISECOND_NS);
    wait_for_end(11600 * CLOCK_MILLISECOND_NS);
    wait_for_end(11700 * CLOCK_MILLISECOND_NS);
    assert_true(hook_runner_is_idle(runner));
    assert_string_equal(told(), "last\n");
    assert_string_equal(
        failures, "hook-alarm: ended, because the recorder stops\n");
}

static void test_at_the_end_a_file_has_its_last_try_and_time(void **state)
{
    (void)state;
    begin("echo $ROOMCAST_TEXT >>told; test -e go && read a <fifo && "
          "echo on >>told",
        "true");
    push(HOOK_FINISH, "a", 0);
    hook_runner_work(runner, 0);
    wait_for_end(0);
    assert_int_equal(hook_runner_deadline_ns(runner), 5 * SECOND);
    char path[200];
    snprintf(path, sizeof path, "%s/go", folder);
    own_fd int go = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    snprintf(path, sizeof path, "%s/fifo", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    own_fd int fifo = open(path, O_RDWR | O_CLOEXEC);
    hook_runner_end(runner, SECOND);
    hook_runner_work(runner, SECOND);
    wait_until_told("a\na\n");
    push(HOOK_FINISH, "b", SECOND);
    assert_int_equal(hook_runner_deadline_ns(runner), 3 * SECOND);
    hook_runner_work(runner, 3 * SECOND);
    assert_true(hook_runner_is_idle(runner));
    assert_string_equal(failures,
        "hook-finish: not run: the recorder has stopped\n"
        "hook-finish: still runs, and is left to itself\n");
    hook_runner_free(take(runner));
    assert_int_equal(write(fifo, "x\n", 2), 2);
    wait_until_told("a\na\non\n");
}

int main(void)
{
#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_command_gets_the_facts_and_nothing_of_ours),
        IN_FOLDER(test_commands_run_one_after_the_other),
        IN_FOLDER(test_an_alarm_that_fails_is_told_once),
        IN_FOLDER(test_a_file_is_tried_three_times_more),
        IN_FOLDER(test_another_try_lets_others_go_first),
        IN_FOLDER(test_a_program_that_is_not_there_is_named),
        IN_FOLDER(test_the_limit_ends_a_command_and_its_children),
        IN_FOLDER(test_what_waits_is_bounded_and_files_go_first),
        IN_FOLDER(test_at_the_end_an_alarm_that_hangs_is_ended),
        IN_FOLDER(test_at_the_end_a_file_has_its_last_try_and_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
