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
#include "tests/support/fault_turns.h"

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

static bool run_turn(
    void *user, enum failing_call call, const struct failure *failure)
{
    char folder[128];
    struct pushed_track pushed;
    struct track_parts parts;
    int descriptors = count_names("/proc/self/fd");

    snprintf(folder, sizeof folder, "%s/%s-%d-%d", (const char *)user,
        failing_call_name(call), failure->is_for_ever, failure->nth);
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

static void test_no_failed_write_loses_a_packet(void **state)
{
    fault_turns(FAILING_WRITE, EDQUOT, run_turn, *state);
    fault_turns(FAILING_PWRITE, EIO, run_turn, *state);
}

static void test_no_failed_sync_loses_a_packet(void **state)
{
    fault_turns(FAILING_FDATASYNC, EIO, run_turn, *state);
    fault_turns(FAILING_FSYNC, EIO, run_turn, *state);
}

static void test_no_failed_name_loses_a_packet(void **state)
{
    fault_turns(FAILING_RENAME, EROFS, run_turn, *state);
    fault_turns(FAILING_CREATE, ENOSPC, run_turn, *state);
    fault_turns(FAILING_OPEN, EMFILE, run_turn, *state);
}

static void test_no_other_failed_call_on_a_file_loses_a_packet(void **state)
{
    fault_turns(FAILING_CLOSE, EDQUOT, run_turn, *state);
    fault_turns(FAILING_FTRUNCATE, EIO, run_turn, *state);
    fault_turns(FAILING_FALLOCATE, ENOSPC, run_turn, *state);
    fault_turns(FAILING_FSTAT, EIO, run_turn, *state);
    fault_turns(FAILING_FLOCK, ENOLCK, run_turn, *state);
    fault_turns(FAILING_PREAD, EIO, run_turn, *state);
}

static void test_no_missing_thread_loses_a_packet(void **state)
{
    fault_turns(FAILING_THREAD, EAGAIN, run_turn, *state);
}

static void test_no_missing_memory_loses_a_packet(void **state)
{
    fault_turns(FAILING_MEMORY, ENOMEM, run_turn, *state);
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
