/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/file_events.h"
#include "recorder/base/own.h"

static char folder[] = "/tmp/roomcast-events-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return !mkdtemp(folder);
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void path_of(char path[64], int number)
{
    snprintf(path, 64, "%s/a-name-of-some-length-%d", folder, number);
}

static void make_and_remove(int number)
{
    char path[64];

    path_of(path, number);
    own_fd int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
}

struct seen {
    int watch;
    int made;
    int removed;
    char last[64];
};

static void note(void *user, const struct inotify_event *event)
{
    struct seen *seen = user;

    assert_int_equal(event->wd, seen->watch);
    seen->made += (event->mask & IN_CREATE) != 0;
    seen->removed += (event->mask & IN_DELETE) != 0;
    snprintf(seen->last, sizeof seen->last, "%s", event->name);
}

static void test_more_events_than_one_read_holds_are_all_given(void **state)
{
    struct err err = {0};
    own_fd int events = file_events_open(&err);
    struct seen seen = {
        .watch = file_events_watch(events, folder, IN_CREATE | IN_DELETE)};

    (void)state;
    assert_true(events >= 0 && seen.watch >= 0);
    for (int i = 0; i < 300; i++)
        make_and_remove(i);
    file_events_read(events, note, &seen);
    assert_int_equal(seen.made, 300);
    assert_int_equal(seen.removed, 300);
    assert_string_equal(seen.last, "a-name-of-some-length-299");
}

static void test_nothing_is_waited_for(void **state)
{
    struct err err = {0};
    own_fd int events = file_events_open(&err);
    struct seen seen = {.watch = file_events_watch(events, folder, IN_CREATE)};

    (void)state;
    file_events_read(events, note, &seen);
    assert_int_equal(seen.made, 0);
}

static void test_what_is_not_there_cannot_be_watched(void **state)
{
    struct err err = {0};
    own_fd int events = file_events_open(&err);
    char path[64];

    (void)state;
    path_of(path, 1);
    assert_int_equal(file_events_watch(events, path, IN_CREATE), -1);
}

static void test_the_kind_that_is_added_joins_the_one_before(void **state)
{
    struct err err = {0};
    own_fd int events = file_events_open(&err);
    struct seen seen = {.watch = file_events_watch(events, folder, IN_CREATE)};

    (void)state;
    assert_int_equal(
        file_events_watch(events, folder, IN_DELETE | IN_MASK_ADD), seen.watch);
    make_and_remove(7);
    file_events_read(events, note, &seen);
    assert_int_equal(seen.made, 1);
    assert_int_equal(seen.removed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_events_than_one_read_holds_are_all_given),
        cmocka_unit_test(test_nothing_is_waited_for),
        cmocka_unit_test(test_what_is_not_there_cannot_be_watched),
        cmocka_unit_test(test_the_kind_that_is_added_joins_the_one_before),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
