/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/command_run.h"
#include "recorder/base/own.h"

/* Far beyond what a loaded machine needs. */
#define PATIENCE_S 60

static struct command_run order_of(const char *command, int64_t limit_ns)
{
    return (struct command_run){.command = command,
        .limit_ns = limit_ns,
        .most_bytes = 1000,
        .stop_fd = -1};
}

static void expect_good(const char *command, const char *printed)
{
    struct command_run order = order_of(command, PATIENCE_S * CLOCK_SECOND_NS);
    own_value(text) found = {0};
    struct err err = {0};

    if (!command_run(&order, &found, &err))
        fail_msg("%s", err.text);
    assert_string_equal(text_string(&found), printed);
}

static void expect_failure(
    const char *command, int64_t limit_ns, enum err_kind kind, const char *text)
{
    struct command_run order = order_of(command, limit_ns);
    own_value(text) found = {0};
    struct err err = {0};

    assert_false(command_run(&order, &found, &err));
    assert_string_equal(err.text, text);
    assert_int_equal(err.kind, kind);
}

static void test_what_it_prints_is_taken(void **state)
{
    (void)state;
    expect_good("sh -c 'echo one; echo two'", "one\ntwo\n");
}

static void test_its_last_words_are_told(void **state)
{
    (void)state;
    expect_failure("sh -c 'echo first >&2; echo no model >&2; exit 3'",
        PATIENCE_S * CLOCK_SECOND_NS, ERR_FORMAT, "exit status 3: no model");
}

static void test_one_that_hangs_is_ended(void **state)
{
    (void)state;
    expect_failure("sleep 1000", CLOCK_SECOND_NS / 10, ERR_LIMIT,
        "it takes more than 0 s");
}

static void test_one_that_hangs_with_its_outputs_closed_is_ended(void **state)
{
    (void)state;
    expect_failure("sh -c 'exec >&- 2>&-; exec sleep 1000'",
        CLOCK_SECOND_NS / 10, ERR_LIMIT, "it takes more than 0 s");
}

static void test_one_that_hangs_with_its_outputs_closed_is_stopped(void **state)
{
    struct command_run order = order_of(
        "sh -c 'exec >&- 2>&-; exec sleep 1000'", PATIENCE_S * CLOCK_SECOND_NS);
    own_value(text) found = {0};
    struct err err = {0};
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    close(ends[1]);
    order.stop_fd = ends[0];
    assert_false(command_run(&order, &found, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    close(ends[0]);
}

static void test_what_it_leaves_running_is_not_waited_for(void **state)
{
    (void)state;
    expect_good("sh -c 'sleep 1000 & echo done'", "done\n");
}

static void test_what_it_leaves_may_print_its_last_words(void **state)
{
    (void)state;
    expect_good("sh -c '(sleep 0.1; echo last) & echo first'", "first\nlast\n");
}

static _Noreturn void run_for_ever(const char *command)
{
    struct command_run order = order_of(command, PATIENCE_S * CLOCK_SECOND_NS);
    own_value(text) found = {0};
    struct err err = {0};

    command_run(&order, &found, &err);
    _exit(EXIT_FAILURE);
}

/* A pipe with a name, which the command and all that it starts hold open. */
static void test_nothing_of_it_outlives_a_killed_caller(void **state)
{
    char folder[] = "/tmp/roomcast-test-command-XXXXXX";
    own_value(text) command = {0};
    own_value(text) path = {0};
    char byte;

    (void)state;
    assert_non_null(mkdtemp(folder));
    text_appendf(&path, "%s/held", folder);
    text_appendf(&command,
        "sh -c 'exec 3>%s; echo >&3; sleep 1000 | sleep 999'",
        text_string(&path));
    assert_int_equal(mkfifo(text_string(&path), 0600), 0);
    own_fd int held = open(text_string(&path), O_RDONLY | O_NONBLOCK);
    struct pollfd end = {.fd = held, .events = POLLIN};
    pid_t caller = fork();
    if (caller == 0)
        run_for_ever(text_string(&command));
    assert_int_equal(poll(&end, 1, PATIENCE_S * 1000), 1);
    assert_int_equal(read(held, &byte, 1), 1);
    kill(caller, SIGKILL);
    assert_int_equal(waitpid(caller, NULL, 0), caller);
    assert_int_equal(poll(&end, 1, PATIENCE_S * 1000), 1);
    assert_int_equal(read(held, &byte, 1), 0);
    unlink(text_string(&path));
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_prints_is_taken),
        cmocka_unit_test(test_its_last_words_are_told),
        cmocka_unit_test(test_one_that_hangs_is_ended),
        cmocka_unit_test(test_one_that_hangs_with_its_outputs_closed_is_ended),
        cmocka_unit_test(
            test_one_that_hangs_with_its_outputs_closed_is_stopped),
        cmocka_unit_test(test_what_it_leaves_running_is_not_waited_for),
        cmocka_unit_test(test_what_it_leaves_may_print_its_last_words),
        cmocka_unit_test(test_nothing_of_it_outlives_a_killed_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
