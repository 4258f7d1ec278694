/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A room that records nothing: implements room.h for tests of what is around
 * it. It does as it is told, and its figures are what a test sets.
 */
#ifndef ROOMCAST_TESTS_FAKE_ROOM_H
#define ROOMCAST_TESTS_FAKE_ROOM_H

#include "recorder/recording/recording.h"
#include "recorder/room/room.h"

/* What a test may look at and change. */
struct fake_room {
    struct room_status status;
    struct recording_result result; /* of the next recording */
    enum room_command last_command;
    char last_text[512];
    int commands; /* that changed something */
};

/* Of room_new(), whose job names the room. */
struct fake_room *fake_room_of(struct room *room);

/* Has the room tell its listener something. */
void fake_room_tell(struct room *room, enum room_event_kind kind,
    const char *path, const char *text);

#endif
