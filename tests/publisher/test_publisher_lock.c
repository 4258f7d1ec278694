/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publisher_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "tests/publisher/temporary_folder.h"

#define NOW INT64_C(1795370400) /* 2026-11-22T18:00:00Z */

static void test_the_lock_says_who_has_it_and_since_when(void **state)
{
    const char *path = path_in(*state, "lock");
    char expected[80];
    struct err err;
    own_fd int fd = -1;

    assert_int_equal(
        publisher_lock_take(path, NOW, &fd, &err), PUBLISHER_LOCK_TAKEN);
    snprintf(expected, sizeof expected, "%d 2026-11-22T18:00:00.000Z\n",
        (int)getpid());
    assert_true(holds_text(path, expected));
}

static void test_a_held_lock_is_held(void **state)
{
    const char *path = path_in(*state, "lock");
    struct err err;
    own_fd int first = -1;
    int second = -1;

    assert_int_equal(
        publisher_lock_take(path, NOW, &first, &err), PUBLISHER_LOCK_TAKEN);
    assert_int_equal(publisher_lock_take(path,
                         NOW + PUBLISHER_LOCK_HUNG_SECONDS, &second, &err),
        PUBLISHER_LOCK_HELD);
    assert_int_equal(second, -1);
}

static void test_a_lock_held_for_more_than_six_hours_is_said(void **state)
{
    const char *path = path_in(*state, "lock");
    struct err err;
    own_fd int first = -1;
    int second = -1;

    assert_int_equal(
        publisher_lock_take(path, NOW, &first, &err), PUBLISHER_LOCK_TAKEN);
    assert_int_equal(publisher_lock_take(path,
                         NOW + PUBLISHER_LOCK_HUNG_SECONDS + 1, &second, &err),
        PUBLISHER_LOCK_HUNG);
    assert_int_equal(err_exit_status(&err), EXIT_TRY_LATER);
    assert_non_null(strstr(err.text, "2026-11-22T18:00:00.000Z"));
}

static void test_that_a_run_hangs_is_said_once_for_each(void **state)
{
    const char *path = path_in(*state, "lock");
    const int64_t later = NOW + PUBLISHER_LOCK_HUNG_SECONDS + 1;
    struct err err;
    own_fd int first = -1;
    int second = -1;

    assert_int_equal(
        publisher_lock_take(path, NOW, &first, &err), PUBLISHER_LOCK_TAKEN);
    assert_int_equal(
        publisher_lock_take(path, later, &second, &err), PUBLISHER_LOCK_HUNG);
    assert_int_equal(publisher_lock_take(path, later, &second, &err),
        PUBLISHER_LOCK_HUNG_STILL);
    close(first);
    first = -1;
    assert_int_equal(
        publisher_lock_take(path, NOW + 1, &first, &err), PUBLISHER_LOCK_TAKEN);
    assert_int_equal(publisher_lock_take(path, later + 1, &second, &err),
        PUBLISHER_LOCK_HUNG);
}

/* It holds the lock and was stopped before it could write its name. */
static void test_the_name_of_a_process_that_is_gone_accuses_nobody(void **state)
{
    const char *path = path_in(*state, "lock");
    struct err err;
    own_fd int first = -1;
    int second = -1;

    assert_int_equal(
        publisher_lock_take(path, NOW, &first, &err), PUBLISHER_LOCK_TAKEN);
    write_text(path, "4194305 2020-01-01T00:00:00.000Z\n"); /* > pid_max */
    assert_int_equal(
        publisher_lock_take(path, NOW, &second, &err), PUBLISHER_LOCK_HELD);
    write_text(path, "");
    assert_int_equal(
        publisher_lock_take(path, NOW, &second, &err), PUBLISHER_LOCK_HELD);
}

static void test_a_lock_let_go_is_free_whatever_it_says(void **state)
{
    const char *path = path_in(*state, "lock");
    struct err err;
    own_fd int fd = -1;

    write_text(path, "1 2020-01-01T00:00:00.000Z and a long tail\n");
    assert_int_equal(
        publisher_lock_take(path, NOW, &fd, &err), PUBLISHER_LOCK_TAKEN);
}

static void test_a_lock_that_cannot_be_made_is_a_failure(void **state)
{
    struct err err;
    int fd = -1;

    assert_int_equal(
        publisher_lock_take(path_in(*state, "none/lock"), NOW, &fd, &err),
        PUBLISHER_LOCK_FAILED);
    assert_int_equal(err.kind, ERR_IO);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_lock_says_who_has_it_and_since_when),
        IN_FOLDER(test_a_held_lock_is_held),
        IN_FOLDER(test_a_lock_held_for_more_than_six_hours_is_said),
        IN_FOLDER(test_that_a_run_hangs_is_said_once_for_each),
        IN_FOLDER(test_the_name_of_a_process_that_is_gone_accuses_nobody),
        IN_FOLDER(test_a_lock_let_go_is_free_whatever_it_says),
        IN_FOLDER(test_a_lock_that_cannot_be_made_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
