/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/base/stop_signal.h"

static bool is_readable(int fd)
{
    struct pollfd watched = {.fd = fd, .events = POLLIN};

    return poll(&watched, 1, 0) == 1;
}

static void test_signals_can_be_polled_and_taken(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct err err = {0};
    own_fd int fd = stop_signal_open(&err);

    (void)state;
    assert_true(fd >= 0);
    for (int i = 0; i < 3; i++) {
        assert_false(is_readable(fd));
        assert_int_equal(stop_signal_read(fd), 0);
        raise(signals[i]);
        assert_true(is_readable(fd));
        assert_int_equal(stop_signal_read(fd), signals[i]);
    }
    assert_int_equal(stop_signal_read(fd), 0);
}

static void test_signals_ignored_by_a_shell_count_all_the_same(void **state)
{
    struct err err = {0};

    (void)state;
    signal(SIGINT, SIG_IGN);
    own_fd int fd = stop_signal_open(&err);
    raise(SIGINT);
    assert_int_equal(stop_signal_read(fd), SIGINT);
}

static void test_hangup_ignored_by_nohup_stays_ignored(void **state)
{
    struct err err = {0};

    (void)state;
    sigset_t hangup;
    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    sigprocmask(SIG_UNBLOCK, &hangup, NULL);
    signal(SIGHUP, SIG_IGN);
    own_fd int fd = stop_signal_open(&err);
    assert_true(fd >= 0);
    raise(SIGHUP);
    assert_false(is_readable(fd));
    signal(SIGHUP, SIG_DFL);
}

static void test_broken_pipes_are_errors_of_the_write(void **state)
{
    struct err err = {0};
    own_fd int fd = stop_signal_open(&err);
    int ends[2];

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write(ends[1], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    close(ends[1]);
}

static void test_too_large_files_are_errors_of_the_write(void **state)
{
    struct err err = {0};
    own_fd int fd = stop_signal_open(&err);
    FILE *file = tmpfile();
    struct rlimit before;

    (void)state;
    assert_true(fd >= 0);
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1, before.rlim_max});
    ssize_t first = write(fileno(file), "xy", 2);
    ssize_t second = write(fileno(file), "y", 1);
    int number = errno;
    setrlimit(RLIMIT_FSIZE, &before);
    fclose(file);
    assert_int_equal(first, 1);
    assert_int_equal(second, -1);
    assert_int_equal(number, EFBIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals_can_be_polled_and_taken),
        cmocka_unit_test(test_signals_ignored_by_a_shell_count_all_the_same),
        cmocka_unit_test(test_hangup_ignored_by_nohup_stays_ignored),
        cmocka_unit_test(test_broken_pipes_are_errors_of_the_write),
        cmocka_unit_test(test_too_large_files_are_errors_of_the_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
