/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session of two parts in which the first, the second, the third … call of
 * each kind fails, once or from there on, until a session does not come so
 * far. Nothing that was acknowledged may be lost, and no failure be kept
 * quiet.
 */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/recording/ledger.h"
#include "tests/recorder/pushed_track.h"
#include "tests/recorder/scratch_folder.h"
#include "tests/support/failing_calls.h"

#define MOST_TURNS 3000

static int count_names(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int count = 0;

    while (folder && (entry = readdir(folder)))
        count += entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return count;
}

/* Threads that free a writer that was given up may still be at it. */
static void expect_descriptors(int expected)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    int tries = 0;

    while (count_names("/proc/self/fd") != expected && tries++ < 30000)
        nanosleep(&moment, NULL);
    assert_int_equal(count_names("/proc/self/fd"), expected);
}

/* --- One session --------------------------------------------------------- */

static bool note(struct pushed_track *pushed, struct err *err)
{
    own(jdoc) line = ledger_line("warning", 0);
    int64_t at_48k = track_frames_48k(pushed->track);

    jdoc_set_string(line, "text", "a line");
    return track_note(pushed->track, line, at_48k, err) &&
           track_mark(pushed->track, "A chapter", at_48k, err);
}

static bool record(struct pushed_track *pushed, struct err *err)
{
    if (!pushed_track_push_slowly(pushed, 50, err) || !note(pushed, err))
        return false;
    track_split(pushed->track, track_frames_48k(pushed->track), 0);
    return pushed_track_push_slowly(pushed, 50, err) &&
           pushed_track_push(pushed, 10, err) &&
           pushed_track_finish(pushed, err);
}

/* One that did not begin leaves nothing behind. */
static bool run_session(struct pushed_track *pushed, const char *folder)
{
    struct err err = {0};
    bool is_good = false;

    if (pushed_track_begin(pushed, folder, NULL, &err)) {
        is_good = record(pushed, &err);
        pushed_track_end(pushed);
    } else {
        assert_int_equal(count_names(folder), 0);
    }
    assert_true(is_good || err.text[0]);
    return is_good;
}

/* --- All of them --------------------------------------------------------- */

/* Those that the session does without: what could not be reserved or looked
 * at, a thread in the background, a descriptor that was synced before. */
static bool is_harmless(enum failing_call call)
{
    return call == FAILING_FALLOCATE || call == FAILING_FSTAT ||
           call == FAILING_THREAD || call == FAILING_CLOSE ||
           call == FAILING_MEMORY;
}

/* False when the failure was not reached. */
static bool run_turn(
    const char *folder, enum failing_call call, const struct failure *failure)
{
    struct pushed_track pushed;
    struct track_parts parts;
    int descriptors = count_names("/proc/self/fd");

    failing_calls_arm(call, failure);
    bool is_good = run_session(&pushed, folder);
    int hits = failing_calls_disarm();
    expect_descriptors(descriptors);
    track_parts_collect(&parts, folder, NULL);
    track_parts_check(
        &parts, is_good ? pushed_track_frames_48k(&pushed) : pushed.safe_48k);
    if (hits > 0 && is_good && !is_harmless(call))
        assert_true(pushed.troubles > 0);
    if (hits == 0)
        assert_true(is_good && pushed.troubles == 0 && parts.count == 2);
    return hits > 0;
}

static void fail_every(
    const char *folder, enum failing_call call, bool is_for_ever, int error)
{
    bool was_reached = true;
    int nth = 0;

    while (was_reached) {
        const struct failure failure = {++nth, is_for_ever, error};
        char room[128];
        snprintf(room, sizeof room, "%s/%s-%d-%d", folder,
            failing_call_name(call), is_for_ever, nth);
        was_reached = run_turn(room, call, &failure);
        assert_in_range(nth, 1, MOST_TURNS);
    }
    print_message("%s, %s: each of %d\n", failing_call_name(call),
        is_for_ever ? "for ever" : "once", nth - 1);
}

static void fail_both(void **state, enum failing_call call, int error)
{
    fail_every(*state, call, false, error);
    fail_every(*state, call, true, error);
}

static void test_no_failed_write_loses_a_packet(void **state)
{
    fail_both(state, FAILING_WRITE, EDQUOT);
    fail_both(state, FAILING_PWRITE, EIO);
}

static void test_no_failed_sync_loses_a_packet(void **state)
{
    fail_both(state, FAILING_FDATASYNC, EIO);
    fail_both(state, FAILING_FSYNC, EIO);
}

static void test_no_failed_name_loses_a_packet(void **state)
{
    fail_both(state, FAILING_RENAME, EROFS);
    fail_both(state, FAILING_CREATE, ENOSPC);
    fail_both(state, FAILING_OPEN, EMFILE);
}

static void test_no_other_failed_call_on_a_file_loses_a_packet(void **state)
{
    fail_both(state, FAILING_CLOSE, EDQUOT);
    fail_both(state, FAILING_FTRUNCATE, EIO);
    fail_both(state, FAILING_FALLOCATE, ENOSPC);
    fail_both(state, FAILING_FSTAT, EIO);
    fail_both(state, FAILING_FLOCK, ENOLCK);
    fail_both(state, FAILING_PREAD, EIO);
}

static void test_no_missing_thread_loses_a_packet(void **state)
{
    fail_both(state, FAILING_THREAD, EAGAIN);
}

static void test_no_missing_memory_loses_a_packet(void **state)
{
    fail_both(state, FAILING_MEMORY, ENOMEM);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(                                           \
        name, scratch_folder_make, scratch_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_no_failed_write_loses_a_packet),
        TEST(test_no_failed_sync_loses_a_packet),
        TEST(test_no_failed_name_loses_a_packet),
        TEST(test_no_other_failed_call_on_a_file_loses_a_packet),
        TEST(test_no_missing_thread_loses_a_packet),
        TEST(test_no_missing_memory_loses_a_packet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
