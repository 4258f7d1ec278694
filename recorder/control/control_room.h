/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From where all rooms of a recorder are watched: their control sockets, hooks
 * and alarms (room_watch), the metrics, the progress and the status line.
 *
 *     control = control_room_new(&settings, err);
 *     control_room_open(control, name, config_room, err);   before its room
 *     control_room_attach(control, room);
 *     control_room_hear(control, event);         all that rooms tell
 *     poll(control_room_descriptor(control) …,
 *         until control_room_deadline_ns(control))
 *     control_room_work(control, now_ns, utc_ns);
 *     control_room_finish(control, stop_fd);     after all rooms have ended
 *     control_room_free(control);                before the rooms
 *
 * Only control_room_finish() ever waits. Not for use by two threads at once.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_CONTROL_ROOM_H
#define ROOMCAST_RECORDER_CONTROL_CONTROL_ROOM_H

#include "recorder/control/metrics.h"
#include "recorder/control/progress.h"
#include "recorder/control/room_watch.h"
#include "recorder/control/status_line.h"

struct control_room_settings {
    const char *state;        /* the folder; NULL: no control sockets */
    const char *metrics;      /* the file; NULL: none */
    struct progress progress; /* .fd = -1: none */
    /* Told of alarms and failing hooks, not of what rooms tell themselves. */
    struct room_listener listener;
};

struct control_room;

/* The name of the metrics is copied, that of the state is borrowed. */
struct control_room *control_room_new(
    const struct control_room_settings *settings, struct err *err);

/* Before the room of that name begins: ERR_BUSY when another recorder has it.
 * `room` is NULL without a configuration: it has neither hooks nor alarms. */
bool control_room_open(struct control_room *control, const char *name,
    const struct config_room *room, struct err *err);

/* The room that was opened last is this one. Borrowed. */
void control_room_attach(struct control_room *control, struct room *room);

/* Also wipes the status line, to make way for a line of the log. */
void control_room_hear(
    struct control_room *control, const struct room_event *event);

int control_room_descriptor(const struct control_room *control);
int64_t control_room_deadline_ns(const struct control_room *control);
void control_room_work(
    struct control_room *control, int64_t now_ns, int64_t utc_ns);

/* Lets the hooks end, and writes metrics and progress for the last time. A
 * signal at stop_fd leaves them 2 s; `is_stopped` says that one has come. */
void control_room_finish(
    struct control_room *control, int stop_fd, bool is_stopped);

/* NULL is fine. */
void control_room_free(struct control_room *control);
OWNED(control_room)

#endif
