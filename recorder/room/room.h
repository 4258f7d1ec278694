/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One room for as long as the recorder runs: its source, what begins and ends
 * its recordings, what is kept from before, splits, pauses and marks.
 *
 *     room = room_new(&settings, &listener, err);
 *     poll(room_descriptor(room) …, until room_deadline_ns(room))
 *     room_work(room, monotonic_ns, utc_ns, err);               again and again
 *     room_command(room, ROOM_SPLIT, NULL, now_ns, err);
 *     room_stop(room, now_ns, err);                     finishes what runs
 *     room_free(room);
 *
 * A room that fails says so to its listener and tries again by itself; it
 * never harms another. Not for use by two threads at once.
 */
#ifndef ROOMCAST_RECORDER_ROOM_ROOM_H
#define ROOMCAST_RECORDER_ROOM_ROOM_H

#include "recorder/audio/loudness_meter.h"
#include "recorder/session/record_job.h"
#include "recorder/session/room_event.h"
#include "recorder/source/source.h"

enum room_state {
    ROOM_WAITING, /* for whatever begins a recording */
    ROOM_RECORDING,
    ROOM_PAUSED, /* the recording stands still until it is resumed */
    ROOM_BROKEN, /* the source or the disk failed; it tries again */
    ROOM_ENDED   /* no more will come: end of input, or it was asked for
                    one recording and has made it */
};

/* For people and programs, while it runs. */
struct room_status {
    enum room_state state;
    bool is_awaited; /* it should be recording, and nothing comes */
    const char *room;
    const char *path;         /* of what is being recorded; NULL if nothing */
    const char *failure;      /* what failed and is tried again; NULL: nothing.
                                 Until the room works on */
    int64_t frames_48k;       /* of it, and of its parts that are finished */
    struct loudness loudness; /* of it, before the header gain */
    struct source_counters counters;
    int64_t clipped_samples; /* of the input, at full scale or above */
    double drift_ppm;        /* of the sender's clock; NAN: not known */
    int64_t free_bytes;      /* where it is written; -1: not known */
};

struct room;

/* The job must outlive the room. Opens the source; when that fails, a room
 * that keeps on tells it and tries again, any other is NULL. */
struct room *room_new(const struct record_job *job,
    const struct room_listener *listener, struct err *err);

/* What to poll for input; -1: nothing, for now. Asked for after each
 * room_work(): a room that speaks is drained at its deadlines alone. */
int room_descriptor(const struct room *room);
int64_t room_deadline_ns(const struct room *room);

/* Takes what came and does what is due. False only for what the room cannot
 * mend by itself. */
bool room_work(
    struct room *room, int64_t now_ns, int64_t utc_ns, struct err *err);

/* Holds from the sound of this moment on, which may still be on its way: a
 * stop takes up to a second, a mark in an empty room some seconds. ERR_CONFIG
 * when it makes no sense now ("nothing is being recorded"). */
bool room_command(struct room *room, enum room_command command,
    const char *text, int64_t now_ns, struct err *err);

struct room_status room_status(const struct room *room);

/* Will no more come of it? Cheaper than its status. */
bool room_has_ended(const struct room *room);

/* Does a .part hold what could not be finished? The error told of it. */
bool room_has_left_part(const struct room *room);

/* What to say of a room from which nothing came. Always false. */
bool room_nothing_came(const struct room *room, struct err *err);

/* Finishes what is being recorded, with that cause for the ledger. */
bool room_stop(
    struct room *room, int64_t now_ns, const char *cause, struct err *err);

/* NULL is fine. */
void room_free(struct room *room);
OWNED(room)

#endif
