/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One event loop for any number of rooms, and for what else the recorder
 * waits for.
 *
 *     loop = room_loop_new(stop_fd, &listener, err);
 *     room = room_new(&job, room_loop_listener(loop), err);
 *     room_loop_add(loop, room, err);                      for each
 *     room_loop_add_guest(loop, &guest, err);              if any
 *     room_loop_run(loop, err);
 *     room_loop_stop(loop, "signal", err);
 *
 * Live rooms that speak are drained some times a second, as many as can in one
 * wake-up; a room that is silent costs nothing until something comes.
 */
#ifndef ROOMCAST_RECORDER_ROOM_ROOM_LOOP_H
#define ROOMCAST_RECORDER_ROOM_ROOM_LOOP_H

#include "recorder/room/room.h"

struct room_loop;

/* Ends at a signal at stop_fd (stop_signal_open(); borrowed). */
struct room_loop *room_loop_new(
    int stop_fd, const struct room_listener *listener, struct err *err);

/* Forwards to the listener, never in two threads at once: for all rooms of
 * this loop. */
const struct room_listener *room_loop_listener(const struct room_loop *loop);

/* Takes the room over. */
bool room_loop_add(struct room_loop *loop, struct room *room, struct err *err);

/* Anything else that is polled; copied. */
struct room_loop_guest {
    void *user;
    int (*descriptor)(void *user); /* for input; -1: none; NULL: never any */
    int64_t (*deadline_ns)(void *user); /* INT64_MAX: none; NULL: never any */
    void (*work)(void *user, int64_t now_ns);
};
bool room_loop_add_guest(struct room_loop *loop,
    const struct room_loop_guest *guest, struct err *err);

/* Runs until all rooms have ended or a signal has come. False when a room
 * cannot go on, with its error. */
bool room_loop_run(struct room_loop *loop, struct err *err);

/* Finishes what is being recorded, all rooms at once: each waits for its
 * files to be on the disk. False if any could not, with the first error. */
bool room_loop_stop(struct room_loop *loop, const char *cause, struct err *err);

/* How many rooms there are, and which. */
size_t room_loop_count(const struct room_loop *loop);
struct room *room_loop_room(const struct room_loop *loop, size_t number);

/* Frees the rooms too. NULL is fine. */
void room_loop_free(struct room_loop *loop);
OWNED(room_loop)

#endif
