/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A room that listens to a FIFO of raw PCM, in simulated time.
 *
 *     fifo_room_begin(&at, folder, &err);
 *     fifo_room_play(&at, &err);                 half a second of silence
 *     fifo_room_pause(&at, &err);                its writer leaves
 *     fifo_room_end(&at);
 */
#ifndef ROOMCAST_TESTS_RECORDER_FIFO_ROOM_H
#define ROOMCAST_TESTS_RECORDER_FIFO_ROOM_H

#include "recorder/room/room.h"

#define FIFO_ROOM_MOST_EVENTS 256

struct fifo_room {
    char fifo[64];
    /* Of each event: S(tarted), P(art), F(inished), D(ropped), !, +. */
    char events[FIFO_ROOM_MOST_EVENTS + 1];
    struct record_job job;
    struct room *room; /* NULL: it could not be made */
    int writer;
    int64_t now_ns;
};

/* The folder must be there. False when there is no room. */
bool fifo_room_begin(struct fifo_room *at, const char *folder, struct err *err);

/* Time goes by, and the room works. */
bool fifo_room_work(struct fifo_room *at, int64_t ns, struct err *err);

/* Somebody writes half a second, whether or not it is read. */
bool fifo_room_play(struct fifo_room *at, struct err *err);
bool fifo_room_pause(struct fifo_room *at, struct err *err);

/* Frees the room and removes the FIFO. */
void fifo_room_end(struct fifo_room *at);

#endif
