/* SPDX-License-Identifier: BSD-2-Clause */
/* A room, its source and its recordings come and go. */
#include "recorder/room/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "tests/recorder/fifo_room.h"
#include "tests/recorder/scratch_folder.h"

static void begin(struct fifo_room *at, void **state)
{
    struct err err;

    if (!fifo_room_begin(at, *state, &err))
        fail_msg("%s", err.text);
}

static void play(struct fifo_room *at)
{
    struct err err;

    if (!fifo_room_play(at, &err))
        fail_msg("%s", err.text);
}

static void stop_playing(struct fifo_room *at)
{
    struct err err;

    if (!fifo_room_pause(at, &err))
        fail_msg("%s", err.text);
}

static void test_each_writer_makes_a_recording(void **state)
{
    struct fifo_room at;

    begin(&at, state);
    play(&at);
    assert_int_equal(room_status(at.room).state, ROOM_RECORDING);
    stop_playing(&at);
    assert_int_equal(room_status(at.room).state, ROOM_WAITING);
    play(&at);
    stop_playing(&at);
    assert_string_equal(at.events, "SFSF");
    fifo_room_end(&at);
}

/* Nothing can be opened any longer: neither what finishes the recording nor
 * the FIFO. */
static struct rlimit forbid_files(void)
{
    struct rlimit before;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {1, before.rlim_max}; /* to poll one */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    return before;
}

static void test_room_that_has_lost_its_source_takes_commands(void **state)
{
    struct fifo_room at;
    struct err err;

    begin(&at, state);
    play(&at);
    struct rlimit before = forbid_files();
    stop_playing(&at);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(room_status(at.room).state, ROOM_BROKEN);
    assert_int_equal(room_descriptor(at.room), -1);
    assert_true(room_command(at.room, ROOM_START, NULL, at.now_ns, &err));
    assert_true(room_status(at.room).is_awaited);
    at.now_ns = room_deadline_ns(at.room);
    assert_true(fifo_room_work(&at, 0, &err));
    play(&at);
    assert_int_equal(room_status(at.room).state, ROOM_RECORDING);
    fifo_room_end(&at);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(                                           \
        name, scratch_folder_make, scratch_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_writer_makes_a_recording),
        TEST(test_room_that_has_lost_its_source_takes_commands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
