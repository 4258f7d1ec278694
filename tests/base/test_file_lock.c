/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/file_lock.h"
#include "recorder/base/own.h"

static char path[] = "/tmp/roomcast-lock-XXXXXX";

static int make_file(void **state)
{
    int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void test_second_holder_is_told_to_try_again_later(void **state)
{
    struct err err = {0};
    own_fd int first = file_lock_open(path, &err);
    own_fd int second = file_lock_open(path, &err);

    (void)state;
    assert_true(first >= 0);
    assert_int_equal(second, -1);
    assert_int_equal(err.kind, ERR_BUSY);
    assert_int_equal(err_exit_status(&err), EXIT_TRY_LATER);
    assert_non_null(strstr(err.text, path));
}

static void test_closing_unlocks(void **state)
{
    struct err err = {0};
    int first = file_lock_open(path, &err);

    (void)state;
    assert_true(first >= 0);
    close(first);
    own_fd int second = file_lock_open(path, &err);
    assert_true(second >= 0);
}

static void test_open_file_is_locked_as_it_is(void **state)
{
    struct err err = {0};
    own_fd int first = open(path, O_RDONLY | O_CLOEXEC);
    own_fd int second = open(path, O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_true(file_lock_hold(first, path, &err));
    assert_true(file_lock_hold(first, path, &err));
    assert_false(file_lock_hold(second, path, &err));
}

static void test_children_do_not_inherit_it_by_exec(void **state)
{
    struct err err = {0};
    own_fd int fd = file_lock_open(path, &err);

    (void)state;
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void test_killed_holder_leaves_no_lock(void **state)
{
    struct err err = {0};
    int ready[2];
    char byte;

    (void)state;
    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        file_lock_open(path, &err);
        if (write(ready[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(file_lock_open(path, &err), -1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    own_fd int fd = file_lock_open(path, &err);
    assert_true(fd >= 0);
    close(ready[0]);
    close(ready[1]);
}

static void test_missing_folder_is_an_error_of_the_machine(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(file_lock_open("/nowhere/lock", &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(
        err.text, "open /nowhere/lock: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_holder_is_told_to_try_again_later),
        cmocka_unit_test(test_closing_unlocks),
        cmocka_unit_test(test_open_file_is_locked_as_it_is),
        cmocka_unit_test(test_children_do_not_inherit_it_by_exec),
        cmocka_unit_test(test_killed_holder_leaves_no_lock),
        cmocka_unit_test(test_missing_folder_is_an_error_of_the_machine),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
