/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recorder/fifo_room.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/config.h"

#define UTC (INT64_C(1795460400) * CLOCK_SECOND_NS)
#define HALF_SECOND_BYTES 48000

static void hear(void *user, const struct room_event *event)
{
    static const char letters[] = {[ROOM_EVENT_STARTED] = 'S',
        [ROOM_EVENT_SEGMENT] = 'P',
        [ROOM_EVENT_FINISHED] = 'F',
        [ROOM_EVENT_DROPPED] = 'D',
        [ROOM_EVENT_FAILED] = '!',
        [ROOM_EVENT_RECOVERED] = '+'};
    struct fifo_room *at = user;
    size_t length = strlen(at->events);

    assert_true(length < FIFO_ROOM_MOST_EVENTS);
    at->events[length] = letters[event->kind];
}

bool fifo_room_begin(struct fifo_room *at, const char *folder, struct err *err)
{
    const struct room_listener listener = {at, hear};

    *at = (struct fifo_room){.writer = -1,
        .now_ns = clock_monotonic_ns(),
        .job = {.room = "test",
            .source = at->fifo,
            .format = "s16le,48000,1",
            .folder = (char *)folder,
            .normalize = NORMALIZE_OFF,
            .bitrate = 64000,
            .duration_ns = INT64_MAX,
            .keeps_on = true}};
    snprintf(at->fifo, sizeof at->fifo, "%s/fifo", folder);
    assert_int_equal(mkfifo(at->fifo, 0600), 0);
    at->room = room_new(&at->job, &listener, err);
    return at->room;
}

bool fifo_room_work(struct fifo_room *at, int64_t ns, struct err *err)
{
    at->now_ns += ns;
    return room_work(at->room, at->now_ns, UTC + at->now_ns, err);
}

/* By calls that no test makes fail, and never blocking: the room may have
 * closed the other end. */
static void write_half_a_second(struct fifo_room *at)
{
    static const uint8_t silence[HALF_SECOND_BYTES];
    const struct iovec all = {(void *)silence, sizeof silence};

    if (at->writer < 0)
        at->writer =
            openat(AT_FDCWD, at->fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    assert_true(at->writer >= 0);
    assert_true(writev(at->writer, &all, 1) > 0 || errno == EAGAIN);
}

bool fifo_room_play(struct fifo_room *at, struct err *err)
{
    write_half_a_second(at);
    return fifo_room_work(at, CLOCK_SECOND_NS / 2, err);
}

bool fifo_room_pause(struct fifo_room *at, struct err *err)
{
    if (at->writer >= 0)
        close(at->writer);
    at->writer = -1;
    return fifo_room_work(at, CLOCK_SECOND_NS / 2, err);
}

void fifo_room_end(struct fifo_room *at)
{
    room_free(at->room);
    if (at->writer >= 0)
        close(at->writer);
    unlink(at->fifo);
}
