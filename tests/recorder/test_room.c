/* SPDX-License-Identifier: BSD-2-Clause */
/* A room with a FIFO for its source. */
#include "recorder/room/room.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "tests/recorder/scratch_folder.h"

#define S CLOCK_SECOND_NS
#define UTC (INT64_C(1795460400) * S)
#define SECOND_BYTES (48000 * 2)

struct fixture {
    void *folder; /* of scratch_folder */
    char fifo[64];
    char events[16]; /* S, F, ! (failed), + (recovered) */
    struct record_job job;
    struct room *room;
    int writer;
    int64_t now_ns;
};

static void hear(void *user, const struct room_event *event)
{
    static const char letters[] = {[ROOM_EVENT_STARTED] = 'S',
        [ROOM_EVENT_FINISHED] = 'F',
        [ROOM_EVENT_FAILED] = '!',
        [ROOM_EVENT_RECOVERED] = '+'};
    struct fixture *at = user;

    at->events[strlen(at->events)] = letters[event->kind];
}

static void open_writer(struct fixture *at)
{
    at->writer = open(at->fifo, O_WRONLY | O_CLOEXEC);
    assert_true(at->writer >= 0);
}

static int set_up(void **state)
{
    static struct fixture at;
    struct err err = {0};

    at = (struct fixture){.writer = -1,
        .now_ns = clock_monotonic_ns(),
        .job = {.room = "test",
            .source = at.fifo,
            .format = "s16le,48000,1",
            .normalize = NORMALIZE_OFF,
            .bitrate = 64000,
            .duration_ns = INT64_MAX,
            .keeps_on = true}};
    assert_int_equal(scratch_folder_make(&at.folder), 0);
    at.job.folder = at.folder;
    snprintf(at.fifo, sizeof at.fifo, "%s/fifo", at.job.folder);
    assert_int_equal(mkfifo(at.fifo, 0600), 0);
    at.room = room_new(&at.job, &(struct room_listener){&at, hear}, &err);
    assert_non_null(at.room);
    open_writer(&at);
    *state = &at;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *at = *state;

    room_free(at->room);
    if (at->writer >= 0)
        close(at->writer);
    return scratch_folder_remove(&at->folder);
}

/* Half a second at a time is what fits into a FIFO. */
static void play_second(struct fixture *at)
{
    static const uint8_t silence[SECOND_BYTES / 2];
    struct err err;

    for (int half = 0; half < 2; half++) {
        assert_int_equal(
            write(at->writer, silence, sizeof silence), sizeof silence);
        at->now_ns += S / 2;
        if (!room_work(at->room, at->now_ns, UTC + at->now_ns, &err))
            fail_msg("%s", err.text);
    }
}

static void work_after(struct fixture *at, int64_t ns)
{
    struct err err;

    at->now_ns += ns;
    if (!room_work(at->room, at->now_ns, UTC + at->now_ns, &err))
        fail_msg("%s", err.text);
}

static void stop_playing(struct fixture *at)
{
    close(at->writer);
    at->writer = -1;
    work_after(at, S / 2);
}

static void test_each_writer_makes_a_recording(void **state)
{
    struct fixture *at = *state;

    play_second(at);
    assert_int_equal(room_status(at->room).state, ROOM_RECORDING);
    stop_playing(at);
    assert_int_equal(room_status(at->room).state, ROOM_WAITING);
    open_writer(at);
    play_second(at);
    stop_playing(at);
    assert_string_equal(at->events, "SFSF");
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
    struct fixture *at = *state;
    struct err err;

    play_second(at);
    struct rlimit before = forbid_files();
    stop_playing(at);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(room_status(at->room).state, ROOM_BROKEN);
    assert_int_equal(room_descriptor(at->room), -1);
    assert_true(room_command(at->room, ROOM_START, NULL, at->now_ns, &err));
    assert_true(room_status(at->room).is_awaited);
    at->now_ns = room_deadline_ns(at->room);
    work_after(at, 0);
    open_writer(at);
    play_second(at);
    assert_int_equal(room_status(at->room).state, ROOM_RECORDING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_writer_makes_a_recording),
        TEST(test_room_that_has_lost_its_source_takes_commands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
