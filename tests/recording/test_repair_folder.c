/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/repair_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/durable_file.h"
#include "tests/recording/scratch.h"

static void hear_nothing(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    (void)user;
    (void)part_path;
    (void)outcome;
    (void)report;
    (void)err;
    fail();
}

static char *make_temporary(void **state, const char *end, time_t age_seconds)
{
    own_value(text) name = {0};
    struct err err;

    text_appendf(&name, "%s%s", DURABLE_TEMPORARY_MARK, end);
    char *path = scratch_path(state, text_string(&name));
    assert_true(durable_replace(path, 0640, "half", 4, &err));
    time_t then = time(NULL) - age_seconds;
    const struct timespec times[] = {{.tv_sec = then}, {.tv_sec = then}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    return path;
}

static void test_what_a_killed_repair_left_is_removed_after_an_hour(
    void **state)
{
    own_heap(char) folder = scratch_path(state, "");
    own_heap(char) old = make_temporary(state, "old", 3700);
    own_heap(char) young = make_temporary(state, "young", 60);
    struct err err = {0};

    assert_true(repair_folder(folder, hear_nothing, NULL, &err));
    assert_int_not_equal(access(old, F_OK), 0);
    assert_int_equal(access(young, F_OK), 0);
}

static void test_a_folder_that_is_not_there_has_nothing_to_repair(void **state)
{
    own_heap(char) folder = scratch_path(state, "none");
    struct err err = {0};

    assert_true(repair_folder(folder, hear_nothing, NULL, &err));
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_what_a_killed_repair_left_is_removed_after_an_hour),
        SCRATCH_TEST(test_a_folder_that_is_not_there_has_nothing_to_repair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
