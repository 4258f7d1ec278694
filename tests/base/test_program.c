/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/program.h"

/* Runs it in a process of its own, for descriptors and the log are one for
 * all; its exit status. */
static int status_of(int (*run)(void))
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(run());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int open_without_standard_descriptors(void)
{
    close(0);
    close(1);
    close(2);
    program_start("roomcast test");
    return open("/dev/zero", O_RDWR) > 2 ? 0 : 1;
}

static void test_no_file_becomes_standard_output(void **state)
{
    (void)state;
    assert_int_equal(status_of(open_without_standard_descriptors), 0);
}

static int use_closed_descriptors(void)
{
    char byte = 0;

    close(0);
    close(1);
    program_start("roomcast test");
    bool is_unread = read(0, &byte, 1) == -1 && errno == EBADF;
    bool is_unwritten = write(1, &byte, 1) == -1 && errno == EBADF;
    return is_unread && is_unwritten ? 0 : 1;
}

static void test_what_was_closed_still_fails_to_be_read_or_written(void **state)
{
    (void)state;
    assert_int_equal(status_of(use_closed_descriptors), 0);
}

static int open_with_standard_descriptors(void)
{
    int before = open("/dev/zero", O_RDWR);

    close(before);
    program_start("roomcast test");
    return before > 2 && open("/dev/zero", O_RDWR) == before ? 0 : 1;
}

static void test_descriptors_that_are_open_stay(void **state)
{
    (void)state;
    assert_int_equal(status_of(open_with_standard_descriptors), 0);
}

/* What a program does with these words: 100 when it goes on, at the first
 * operand it was told; else its exit status. */
static int begin(const char *word)
{
    const struct command command = {.program = "roomcast test",
        .usage = "FILE",
        .summary = "Tests.",
        .operand = "FILE"};
    char *argv[] = {(char *)"roomcast-test", (char *)word, NULL};
    enum exit_status status = EXIT_FAILED;
    int first = 0;

    if (!freopen("/dev/null", "w", stdout) ||
        !freopen("/dev/null", "w", stderr))
        return EXIT_FAILED;
    if (program_begin(&command, word ? 2 : 1, argv, &first, &status))
        return 100 + first;
    return (int)status;
}

static int begin_with_file(void)
{
    return begin("hall.opus");
}

static int begin_with_help(void)
{
    return begin("--help");
}

static int begin_with_unknown_option(void)
{
    return begin("--halp");
}

static void test_words_decide_whether_it_goes_on(void **state)
{
    (void)state;
    assert_int_equal(status_of(begin_with_file), 101);
    assert_int_equal(status_of(begin_with_help), EXIT_DONE);
    assert_int_equal(status_of(begin_with_unknown_option), EXIT_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_file_becomes_standard_output),
        cmocka_unit_test(
            test_what_was_closed_still_fails_to_be_read_or_written),
        cmocka_unit_test(test_descriptors_that_are_open_stay),
        cmocka_unit_test(test_words_decide_whether_it_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
