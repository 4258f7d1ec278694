/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/follow_mark.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static char path[64];

static int make_folder(void **state)
{
    char folder[] = "/tmp/roomcast-follow-XXXXXX";

    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/hall.follow", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    path[sizeof "/tmp/roomcast-follow-XXXXXX" - 1] = '\0';
    return rmdir(path);
}

static int hold(void)
{
    struct err err = {0};
    int fd = follow_mark_hold(path, &err);

    assert_string_equal(err.text, "");
    return fd;
}

static void test_nobody_follows_where_there_is_no_mark(void **state)
{
    (void)state;
    assert_false(follow_mark_is_held(path));
    assert_int_equal(access(path, F_OK), -1);
}

static void test_last_of_several_takes_it_away(void **state)
{
    int one = hold();
    int other = hold();

    (void)state;
    assert_true(follow_mark_is_held(path));
    close(one);
    assert_true(follow_mark_is_held(path));
    close(other);
    assert_false(follow_mark_is_held(path));
}

static void test_killed_follower_leaves_no_mark(void **state)
{
    int ready[2];
    char byte = 0;

    (void)state;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct err err;
        if (follow_mark_hold(path, &err) < 0 || write(ready[1], "", 1) != 1)
            _exit(1);
        pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_true(follow_mark_is_held(path));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_false(follow_mark_is_held(path));
    close(ready[0]);
    close(ready[1]);
}

static void test_mark_lies_beside_those_of_other_rooms(void **state)
{
    own_heap(char) place = follow_mark_path("/var/lib/roomcast", "hall");

    (void)state;
    assert_string_equal(place, "/var/lib/roomcast/relay/hall.follow");
}

static void test_folder_that_is_missing_is_told(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(follow_mark_hold("/nowhere/at/all.follow", &err), -1);
    assert_int_equal(err.kind, ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_nobody_follows_where_there_is_no_mark, make_folder,
            remove_folder),
        cmocka_unit_test_setup_teardown(
            test_last_of_several_takes_it_away, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            test_killed_follower_leaves_no_mark, make_folder, remove_folder),
        cmocka_unit_test(test_mark_lies_beside_those_of_other_rooms),
        cmocka_unit_test(test_folder_that_is_missing_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
