/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What failed in a room, when it is tried again, and whether people know: a
 * card that is not there may be so for days, and is told once.
 *
 *     room_trouble_begin(&trouble);
 *     if (room_trouble_note(&trouble, is_of_source, now_ns, &why))
 *         … tell why
 *     … try again at trouble.retry_ns
 *     if (room_trouble_end(&trouble, &over))
 *         … tell that it is over
 */
#ifndef ROOMCAST_RECORDER_ROOM_ROOM_TROUBLE_H
#define ROOMCAST_RECORDER_ROOM_ROOM_TROUBLE_H

#include "recorder/base/back_off.h"
#include "recorder/base/err.h"

struct room_trouble {
    int64_t retry_ns;  /* INT64_MAX: nothing is to be tried again */
    bool is_of_source; /* what failed last; else the recording did */
    struct err told;   /* and is not over; no text: nothing */
    struct back_off back_off;
};

void room_trouble_begin(struct room_trouble *trouble);

/* To be tried again, later each time; then *why says when. True if it is news
 * to be told: what failed last differed in more than numbers. */
bool room_trouble_note(struct room_trouble *trouble, bool is_of_source,
    int64_t now_ns, struct err *why);

/* The input waits for a disk that is full; then *why says that. */
void room_trouble_wait(struct room_trouble *trouble, struct err *why);

/* It works. True if a trouble that was told is over: *over says so. */
bool room_trouble_end(struct room_trouble *trouble, struct err *over);

/* It has worked for long: the next failure is tried again soon. */
void room_trouble_forget(struct room_trouble *trouble);

/* What was told and is not over; NULL: nothing. */
const char *room_trouble_text(const struct room_trouble *trouble);

#endif
