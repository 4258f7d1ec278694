/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A room in which the first, the second, the third … call of each kind fails,
 * once or from there on, until the room does not come so far. Whatever it
 * loses, it goes on, and records again as soon as it can.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "tests/recorder/fifo_room.h"
#include "tests/recorder/scratch_folder.h"
#include "tests/support/fault_turns.h"

/* Longer than it ever waits between two tries. */
#define MOST_TRIES 400

/* Two recordings. A room that keeps on only ever fails to begin. */
static void run_room(struct fifo_room *at)
{
    struct err err;

    assert_true(fifo_room_play(at, &err));
    assert_true(fifo_room_pause(at, &err));
    room_command(at->room, ROOM_START, NULL, at->now_ns, &err);
    assert_true(fifo_room_play(at, &err));
}

/* Nothing fails any longer. */
static void expect_recording(struct fifo_room *at)
{
    struct err err;

    for (int i = 0; i < MOST_TRIES; i++) {
        if (room_status(at->room).state == ROOM_RECORDING)
            break;
        assert_true(fifo_room_play(at, &err));
    }
    assert_int_equal(room_status(at->room).state, ROOM_RECORDING);
    if (!room_stop(at->room, at->now_ns, "test", &err))
        fail_msg("%s", err.text);
    assert_int_equal(at->events[strlen(at->events) - 1], 'F');
}

static bool run_turn(
    void *user, enum failing_call call, const struct failure *failure)
{
    char folder[128];
    struct fifo_room at;
    struct err err = {0};

    snprintf(folder, sizeof folder, "%s/%s-%d-%d", (const char *)user,
        failing_call_name(call), failure->is_for_ever, failure->nth);
    assert_int_equal(mkdir(folder, 0700), 0);
    failing_calls_arm(call, failure);
    bool has_begun = fifo_room_begin(&at, folder, &err);
    if (has_begun)
        run_room(&at);
    int hits = failing_calls_disarm();
    assert_true(has_begun || err.text[0]);
    if (has_begun)
        expect_recording(&at);
    fifo_room_end(&at);
    return hits > 0;
}

static void test_no_missing_memory_ends_a_room(void **state)
{
    fault_turns(FAILING_MEMORY, ENOMEM, run_turn, *state);
}

static void test_no_file_that_cannot_be_had_ends_a_room(void **state)
{
    fault_turns(FAILING_CREATE, ENOSPC, run_turn, *state);
    fault_turns(FAILING_OPEN, EMFILE, run_turn, *state);
    fault_turns(FAILING_RENAME, EROFS, run_turn, *state);
    fault_turns(FAILING_FLOCK, ENOLCK, run_turn, *state);
}

static void test_no_disk_that_fails_ends_a_room(void **state)
{
    fault_turns(FAILING_WRITE, EDQUOT, run_turn, *state);
    fault_turns(FAILING_PWRITE, EIO, run_turn, *state);
    fault_turns(FAILING_FDATASYNC, EIO, run_turn, *state);
    fault_turns(FAILING_FSYNC, EIO, run_turn, *state);
    fault_turns(FAILING_FTRUNCATE, EIO, run_turn, *state);
}

static void test_no_missing_thread_ends_a_room(void **state)
{
    fault_turns(FAILING_THREAD, EAGAIN, run_turn, *state);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(                                           \
        name, scratch_folder_make, scratch_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_no_missing_memory_ends_a_room),
        TEST(test_no_file_that_cannot_be_had_ends_a_room),
        TEST(test_no_disk_that_fails_ends_a_room),
        TEST(test_no_missing_thread_ends_a_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
