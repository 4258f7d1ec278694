/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"
#include "tests/publisher/temporary_folder.h"

#define FIRST 1795370400 /* 2026-11-22T18:00:00Z */

static void keep(const char *folder, int64_t changed, const char *bytes)
{
    own_value(text) feed = {0};
    struct err err = {0};

    text_append(&feed, bytes);
    if (!feed_versions_keep(folder, "weekly", changed, &feed, &err))
        fail_msg("%s", err.text);
}

static bool is_there(const char *folder, const char *name)
{
    struct stat status;

    return stat(path_in(folder, name), &status) == 0;
}

static void test_five_are_kept_and_the_oldest_goes(void **state)
{
    const char *folder = path_in(*state, "feeds/weekly");
    own_value(text) last = {0};
    struct err err;

    for (int i = 0; i < 7; i++)
        keep(*state, FIRST + i * 60, i == 6 ? "last" : "feed");
    assert_int_equal(count_entries(folder), 5);
    assert_false(is_there(*state, "feeds/weekly/2026-11-22T180100Z.xml"));
    assert_true(is_there(*state, "feeds/weekly/2026-11-22T180200Z.xml"));
    assert_true(
        whole_file_read(path_in(*state, "feeds/weekly/2026-11-22T180600Z.xml"),
            100, &last, &err));
    assert_string_equal(text_string(&last), "last");
}

static void test_changes_within_a_second_are_versions_of_their_own(void **state)
{
    keep(*state, FIRST, "one");
    keep(*state, FIRST, "two and more");
    keep(*state, FIRST, "three");
    assert_int_equal(count_entries(path_in(*state, "feeds/weekly")), 3);
    assert_true(is_there(*state, "feeds/weekly/2026-11-22T180002Z.xml"));
}

static void test_a_feed_that_is_kept_already_is_kept_once(void **state)
{
    keep(*state, FIRST, "one");
    keep(*state, FIRST, "one");
    assert_int_equal(count_entries(path_in(*state, "feeds/weekly")), 1);
}

static void test_nobody_else_may_read_them(void **state)
{
    struct stat status;

    keep(*state, FIRST, "one");
    assert_int_equal(
        stat(path_in(*state, "feeds/weekly/2026-11-22T180000Z.xml"), &status),
        0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_five_are_kept_and_the_oldest_goes),
        IN_FOLDER(test_changes_within_a_second_are_versions_of_their_own),
        IN_FOLDER(test_a_feed_that_is_kept_already_is_kept_once),
        IN_FOLDER(test_nobody_else_may_read_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
