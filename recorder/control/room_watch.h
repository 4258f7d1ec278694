/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who sits beside a room while it runs: runs hooks for what happens in it,
 * raises alarms, and does what its control socket is asked for.
 *
 *     watch = room_watch_new(&settings, err);
 *     room = room_new(job, &listener, err);
 *     room_watch_attach(watch, room);
 *     room_watch_hear(watch, event);             all that the room tells
 *     poll(room_watch_descriptor(watch) …, until room_watch_deadline_ns(watch))
 *     room_watch_work(watch, now_ns, utc_ns);
 *     room_watch_end(watch, now_ns);             a signal: hooks have 2 s
 *     … until room_watch_is_idle(watch)
 *     room_watch_free(watch);                    before the room
 *
 * At the natural end of a room room_watch_end() is not called: its hooks take
 * the time they may. Nothing here ever waits.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_ROOM_WATCH_H
#define ROOMCAST_RECORDER_CONTROL_ROOM_WATCH_H

#include "recorder/control/room_figures.h"

struct room_watch_settings {
    const char *name;               /* of the room */
    const char *state;              /* the folder; NULL: no control socket */
    const struct config_room *room; /* NULL: neither hooks nor alarms */
    /* Told of alarms (ROOM_EVENT_ALARM, _ALL_CLEAR) and of hooks that failed
     * (_FAILED) by the watch, and not of what the room itself tells. */
    struct room_listener listener;
};

struct room_watch;

/* Strings are copied. ERR_BUSY when another recorder has the room. When the
 * control socket cannot be made, that is told and there is none. */
struct room_watch *room_watch_new(
    const struct room_watch_settings *settings, struct err *err);

/* What the room has told its listener. */
void room_watch_hear(struct room_watch *watch, const struct room_event *event);

const char *room_watch_name(const struct room_watch *watch);

/* The room is borrowed until the watch is freed. Before this call only
 * room_watch_hear() may be used. */
void room_watch_attach(struct room_watch *watch, struct room *room);

int room_watch_descriptor(const struct room_watch *watch);
int64_t room_watch_deadline_ns(const struct room_watch *watch);

void room_watch_work(struct room_watch *watch, int64_t now_ns, int64_t utc_ns);

/* Strings are borrowed until the room goes on. */
struct room_figures room_watch_figures(const struct room_watch *watch);

void room_watch_end(struct room_watch *watch, int64_t now_ns);

/* No hook runs or waits. */
bool room_watch_is_idle(const struct room_watch *watch);

/* NULL is fine. */
void room_watch_free(struct room_watch *watch);
OWNED(room_watch)

#endif
