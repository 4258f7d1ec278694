/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recorder/fake_room.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RUNNING "spool/hall/2026-11-22T180000Z.opus.part"
#define FINISHED "spool/hall/2026-11-22T180000Z.opus"

struct room {
    struct fake_room fake;
    struct room_listener listener;
    char name[65];
};

struct room *room_new(const struct record_job *job,
    const struct room_listener *listener, struct err *err)
{
    struct room *room = calloc(1, sizeof *room);

    if (!room)
        return err_no_memory(err), NULL;
    snprintf(room->name, sizeof room->name, "%s", job->room);
    room->listener = *listener;
    room->fake.status = (struct room_status){.state = ROOM_WAITING,
        .room = room->name,
        .loudness = {.integrated_lufs = -HUGE_VAL,
            .momentary_lufs = -HUGE_VAL,
            .short_term_lufs = -HUGE_VAL,
            .true_peak_dbtp = -HUGE_VAL},
        .drift_ppm = NAN,
        .free_bytes = -1};
    return room;
}

struct fake_room *fake_room_of(struct room *room)
{
    return &room->fake;
}

void fake_room_tell(struct room *room, enum room_event_kind kind,
    const char *path, const char *text)
{
    bool is_file = kind == ROOM_EVENT_FINISHED || kind == ROOM_EVENT_SEGMENT;
    const struct room_event event = {.kind = kind,
        .room = room->name,
        .path = path,
        .text = text,
        .result = is_file ? &room->fake.result : NULL};

    room->listener.told(room->listener.user, &event);
}

int room_descriptor(const struct room *room)
{
    (void)room;
    return -1;
}

int64_t room_deadline_ns(const struct room *room)
{
    (void)room;
    return INT64_MAX;
}

bool room_work(
    struct room *room, int64_t now_ns, int64_t utc_ns, struct err *err)
{
    (void)room;
    (void)now_ns;
    (void)utc_ns;
    (void)err;
    return true;
}

static void start(struct room *room)
{
    if (room->fake.status.path)
        return;
    room->fake.status.path = RUNNING;
    room->fake.status.frames_48k = 0;
    room->fake.status.state = ROOM_RECORDING;
    fake_room_tell(room, ROOM_EVENT_STARTED, RUNNING, NULL);
}

static void finish(struct room *room)
{
    if (!room->fake.status.path)
        return;
    room->fake.result.frames_48k = room->fake.status.frames_48k;
    room->fake.status.path = NULL;
    room->fake.status.frames_48k = 0;
    room->fake.status.state = ROOM_WAITING;
    fake_room_tell(room, ROOM_EVENT_FINISHED, FINISHED, NULL);
}

bool room_command(struct room *room, enum room_command command,
    const char *text, int64_t now_ns, struct err *err)
{
    bool is_recording = room->fake.status.path;

    (void)now_ns;
    if (!is_recording && command != ROOM_START && command != ROOM_STOP)
        return err_set(err, ERR_CONFIG, "nothing is being recorded");
    room->fake.commands++;
    room->fake.last_command = command;
    snprintf(room->fake.last_text, sizeof room->fake.last_text, "%s",
        text ? text : "");
    if (command == ROOM_START)
        start(room);
    else if (command == ROOM_STOP)
        finish(room);
    else if (command == ROOM_SPLIT)
        fake_room_tell(room, ROOM_EVENT_SEGMENT, FINISHED, NULL);
    else if (command == ROOM_PAUSE)
        room->fake.status.state = ROOM_PAUSED;
    else if (command == ROOM_RESUME)
        room->fake.status.state = ROOM_RECORDING;
    return true;
}

struct room_status room_status(const struct room *room)
{
    return room->fake.status;
}

bool room_stop(
    struct room *room, int64_t now_ns, const char *cause, struct err *err)
{
    (void)now_ns;
    (void)cause;
    (void)err;
    finish(room);
    return true;
}

void room_free(struct room *room)
{
    free(room);
}
