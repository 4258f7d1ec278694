/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens in a room, and what it can be told to do: the words that those
 * who record it and those who watch it have in common.
 */
#ifndef ROOMCAST_RECORDER_SESSION_ROOM_EVENT_H
#define ROOMCAST_RECORDER_SESSION_ROOM_EVENT_H

#include "recorder/recording/recording.h"

/* What happens in a room; the listener logs, runs hooks and counts. */
enum room_event_kind {
    ROOM_EVENT_STARTED,   /* a recording began: path */
    ROOM_EVENT_SEGMENT,   /* a part of it is finished, the next began: path is
                             the finished one's */
    ROOM_EVENT_FINISHED,  /* path, report */
    ROOM_EVENT_DROPPED,   /* shorter than min-duration: nothing was kept */
    ROOM_EVENT_ALARM,     /* text: no input, silence, clipping, loss, disk */
    ROOM_EVENT_ALL_CLEAR, /* the alarm of that text is over */
    ROOM_EVENT_FAILED,    /* text: what failed; the room goes on all the same.
                             Told again only when something else fails. */
    ROOM_EVENT_RECOVERED  /* text: what failed works again */
};

struct room_event {
    enum room_event_kind kind;
    const char *room;
    const char *path; /* of the .opus (or .opus.part); NULL if none */
    const char *text; /* NULL if none */
    const struct recording_result *result; /* of a finished one, else NULL */
    int left_parts; /* of a finished one: files that a repair has to finish */
};

/* Called from within room_…(); everything is borrowed for the call. */
struct room_listener {
    void *user;
    void (*told)(void *user, const struct room_event *event);
};

enum room_command { /* each is idempotent */
    ROOM_START,
    ROOM_STOP,
    ROOM_SPLIT,
    ROOM_PAUSE,
    ROOM_RESUME,
    ROOM_MARK,  /* text: the title of the chapter that begins now */
    ROOM_PERSON /* text: who is to be heard, as "Ada Lovelace (guest)" */
};

#endif
