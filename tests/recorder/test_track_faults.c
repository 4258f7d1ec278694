/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session whose disk fails. Whatever does, what the files hold together is
 * what was pushed.
 */
#include "recorder/session/track.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_reader.h"
#include "tests/recorder/pushed_track.h"
#include "tests/recorder/scratch_folder.h"
#include "tests/support/failing_calls.h"

#define MOST_TURNS 5000

static void begin(
    struct pushed_track *pushed, const char *folder, const char *second)
{
    struct err err;

    if (!pushed_track_begin(pushed, folder, second, &err))
        fail_msg("%s", err.text);
}

static void push(struct pushed_track *pushed, int count)
{
    struct err err;

    if (!pushed_track_push(pushed, count, &err))
        fail_msg("%s", err.text);
}

static void push_slowly(struct pushed_track *pushed, int count)
{
    struct err err;

    if (!pushed_track_push_slowly(pushed, count, &err))
        fail_msg("%s", err.text);
}

static void finish(struct pushed_track *pushed)
{
    struct err err;

    if (!pushed_track_finish(pushed, &err))
        fail_msg("%s", err.text);
    pushed_track_end(pushed);
}

/* All that was pushed is in so many files. */
static void check_whole(const struct pushed_track *pushed,
    const struct track_parts *parts, int count)
{
    assert_int_equal(parts->count, count);
    track_parts_check(parts, pushed_track_frames_48k(pushed));
}

static void fill_disk(void)
{
    const struct failure full = {1, true, ENOSPC};

    failing_calls_arm(FAILING_WRITE, &full);
    failing_calls_arm(FAILING_CREATE, &full);
    failing_calls_arm(FAILING_FALLOCATE, &full);
}

/* --- A disk that fails for a while --------------------------------------- */

static void test_second_folder_takes_over(void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;
    char first[128];
    char second[128];
    char moved[128];

    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second/hall", folder);
    snprintf(moved, sizeof moved, "%s/moved", folder);
    begin(&pushed, first, second);
    push_slowly(&pushed, 100);
    track_parts_collect(&parts, second, NULL);
    assert_int_equal(parts.count, 0);
    /* The folder is gone, and a file has its name. */
    assert_int_equal(rename(first, moved), 0);
    close(creat(first, 0600));
    failing_calls_arm(FAILING_FDATASYNC, &(struct failure){1, false, EIO});
    push_slowly(&pushed, 100);
    assert_int_equal(failing_calls_disarm(), 1);
    finish(&pushed);
    track_parts_collect(&parts, moved, second);
    check_whole(&pushed, &parts, 2);
}

static void test_disk_that_is_gone_for_a_while_costs_nothing(void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;
    struct err err;

    begin(&pushed, folder, NULL);
    push_slowly(&pushed, 50);
    fill_disk();
    push(&pushed, 50);
    assert_false(track_wait(pushed.track, &err));
    push(&pushed, 100);
    assert_false(track_wait(pushed.track, &err));
    assert_non_null(strstr(err.text, "No space left on device"));
    failing_calls_disarm();
    push(&pushed, 100);
    finish(&pushed);
    assert_in_range(pushed.troubles, 1, 2);
    track_parts_collect(&parts, folder, NULL);
    check_whole(&pushed, &parts, 2);
}

static void test_lines_and_chapters_of_an_outage_are_in_the_next_ledger(
    void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;
    struct err err;
    own(jdoc) line = ledger_line("alarm", 0);

    begin(&pushed, folder, NULL);
    push_slowly(&pushed, 50);
    fill_disk();
    push(&pushed, 50);
    assert_false(track_wait(pushed.track, &err));
    int64_t at_48k = track_frames_48k(pushed.track);
    assert_true(track_note(pushed.track, line, at_48k, &err));
    assert_true(track_mark(pushed.track, "Later", at_48k, &err));
    failing_calls_disarm();
    push(&pushed, 100);
    finish(&pushed);
    track_parts_collect(&parts, folder, NULL);
    check_whole(&pushed, &parts, 2);
    const struct pushed_part *second = track_parts_find(&parts, 2);
    own(recording_reader) reader = recording_reader_new(second->path, &err);
    assert_string_equal(
        recording_reader_tag(reader, "CHAPTER000NAME"), "Later");
    assert_int_equal(second->facts.continues, 1);
}

/* --- A disk that fills up ------------------------------------------------ */

struct last_line {
    char cause[32];
    int repairs;
};

static bool look_for_end(void *user, const struct jdoc *line)
{
    struct last_line *last = user;

    if (ledger_is_event(line, "end"))
        snprintf(
            last->cause, sizeof last->cause, "%s", jdoc_string(line, "cause"));
    last->repairs += ledger_is_event(line, "repair");
    return true;
}

static void check_cause(const struct pushed_part *part, const char *expected)
{
    own_heap(char) stem = recording_stem(part->path);
    own_heap(char) path = recording_path(stem, RECORDING_LEDGER_SUFFIX);
    struct last_line last = {0};
    struct err err;

    assert_true(ledger_read(path, look_for_end, &last, NULL, &err));
    assert_string_equal(last.cause, expected);
    assert_int_equal(last.repairs, 0);
}

/* So much as two megabytes; the reserve has to grow meanwhile. */
static void push_a_reserve(struct pushed_track *pushed)
{
    push(pushed, 40000);
}

static void test_a_part_is_finished_before_the_disk_is_full(void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;

    begin(&pushed, folder, NULL);
    push_slowly(&pushed, 50);
    failing_calls_arm(FAILING_FALLOCATE, &(struct failure){1, true, ENOSPC});
    for (int i = 0; i < 20 && pushed.parts_done == 0; i++) {
        push(&pushed, 5000);
        struct err err;
        track_wait(pushed.track, &err);
    }
    assert_int_equal(pushed.parts_done, 1);
    assert_int_equal(pushed.troubles, 1);
    assert_non_null(strstr(pushed.trouble, "the disk is full"));
    assert_string_equal(track_failure(pushed.track), pushed.trouble);
    assert_int_equal(pushed.resumed, 0);
    assert_int_equal(access(track_path(pushed.track), F_OK), 0);
    failing_calls_disarm();
    push(&pushed, 100);
    assert_int_equal(pushed.resumed, 1);
    finish(&pushed);
    track_parts_collect(&parts, folder, NULL);
    check_whole(&pushed, &parts, 2);
    check_cause(track_parts_find(&parts, 1), "disk-full");
    check_cause(track_parts_find(&parts, 2), "signal");
    assert_int_equal(track_parts_find(&parts, 2)->facts.continues, 1);
}

static void test_a_full_disk_at_the_end_still_takes_the_end(void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;
    const struct failure full = {1, true, ENOSPC};

    begin(&pushed, folder, NULL);
    push_slowly(&pushed, 50);
    failing_calls_arm(FAILING_FALLOCATE, &full);
    failing_calls_arm(FAILING_CREATE, &full);
    push(&pushed, 60);
    finish(&pushed);
    failing_calls_disarm();
    track_parts_collect(&parts, folder, NULL);
    check_whole(&pushed, &parts, 1);
    check_cause(track_parts_find(&parts, 1), "signal");
}

static void test_a_file_system_that_cannot_reserve_is_good_enough(void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;

    failing_calls_arm(
        FAILING_FALLOCATE, &(struct failure){1, true, EOPNOTSUPP});
    begin(&pushed, folder, NULL);
    push_a_reserve(&pushed);
    finish(&pushed);
    assert_in_range(failing_calls_disarm(), 2, 2);
    assert_int_equal(pushed.troubles, 0);
    track_parts_collect(&parts, folder, NULL);
    check_whole(&pushed, &parts, 1);
}

/* As with ulimit -f: each file takes so much and no more. */
static void test_a_limit_of_file_size_makes_more_files(void **state)
{
    const char *folder = *state;
    struct pushed_track pushed;
    struct track_parts parts;
    struct rlimit before;

    begin(&pushed, folder, NULL);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){20000, before.rlim_max});
    struct err err;
    bool is_pushed = pushed_track_push_slowly(&pushed, 3000, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_true(is_pushed);
    finish(&pushed);
    assert_non_null(strstr(pushed.trouble, "File too large"));
    track_parts_collect(&parts, folder, NULL);
    assert_in_range(parts.count, 2, 5);
    check_whole(&pushed, &parts, parts.count);
}

static void test_no_session_begins_where_too_little_is_free(void **state)
{
    const struct track_place place = {
        .folder = *state, .least_free_bytes = INT64_MAX};
    struct recording_facts facts = {.room = "hall", .channels = 2};
    const struct track_listener listener = {0};
    struct err err;

    assert_null(track_new(&place, &facts, &listener, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, " MB are free, expected "));
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(                                           \
        name, scratch_folder_make, scratch_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_second_folder_takes_over),
        TEST(test_disk_that_is_gone_for_a_while_costs_nothing),
        TEST(test_lines_and_chapters_of_an_outage_are_in_the_next_ledger),
        TEST(test_a_part_is_finished_before_the_disk_is_full),
        TEST(test_a_full_disk_at_the_end_still_takes_the_end),
        TEST(test_a_file_system_that_cannot_reserve_is_good_enough),
        TEST(test_a_limit_of_file_size_makes_more_files),
        TEST(test_no_session_begins_where_too_little_is_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
