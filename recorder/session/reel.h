/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a room is recorded on: the session that runs, or the next one, with
 * the times of its sound. It tells the room's listener what comes of it.
 *
 *     reel = reel_new(&job, &listener, &clock, err);
 *     reel_set_source(reel, err);               it is the clock's
 *     reel_begin(reel, pre_roll, err);
 *     reel_push(reel, &piece, err);                                   …
 *     reel_end(reel, end_ns, "idle", err);
 */
#ifndef ROOMCAST_RECORDER_SESSION_REEL_H
#define ROOMCAST_RECORDER_SESSION_REEL_H

#include "recorder/session/pre_roll.h"
#include "recorder/session/record_job.h"
#include "recorder/session/room_event.h"
#include "recorder/session/session.h"
#include "recorder/session/sound_clock.h"

#define REEL_ALL INT64_MAX

struct reel;

/* All are borrowed until it is freed. Whoever pushes keeps the clock. */
struct reel *reel_new(const struct record_job *job,
    const struct room_listener *listener, const struct sound_clock *clock,
    struct err *err);

/* Makes the first session of the clock's source; one that ran and was not
 * ended is left to repair. */
bool reel_set_source(struct reel *reel, struct err *err);

/* The same for a source that stays: the next session knows it, too. When it
 * fails, what begins tries again. */
bool reel_load(struct reel *reel, struct err *err);

/* An event for the ledger, of what runs or is next. Of the source, the next
 * ones are told as well. */
void reel_note(struct reel *reel, const char *event, const char *text);

/* Begins with what is in the buffer, which is emptied, and ends before that. */
bool reel_begin(struct reel *reel, struct pre_roll *before, struct err *err);

/* Takes the piece whose time it is; `is_heard`: it is not silent. */
bool reel_push(struct reel *reel, const struct sound_piece *piece,
    bool is_heard, struct err *err);

/* Where pieces are to be divided for it; INT64_MAX: nowhere. */
int64_t reel_edge_ns(const struct reel *reel);

/* From here on in another file. */
void reel_split(struct reel *reel);

/* See session.h. */
bool reel_pause(struct reel *reel, struct err *err);
bool reel_resume(struct reel *reel, struct err *err);
bool reel_mark(struct reel *reel, const char *title, struct err *err);
bool reel_person(struct reel *reel, const char *who, struct err *err);

/* Time goes by: a clock line for the ledger, strikes of the wall clock. */
bool reel_tick(struct reel *reel, struct err *err);

/* See session.h. */
int reel_batches_per_second(const struct reel *reel);

/* Ends it at that time, filled with silence up to there, or cut back; what
 * is too short is discarded. REEL_ALL: after all that was pushed. Load it
 * again whatever comes of it. Nothing is done before the first sound. */
bool reel_end(
    struct reel *reel, int64_t end_ns, const char *cause, struct err *err);

/* Has anything been pushed? Is it as long as it may be? */
bool reel_has_begun(const struct reel *reel);
bool reel_is_full(const struct reel *reel);

/* See session.h. */
int64_t reel_frames_48k(const struct reel *reel);
const char *reel_path(const struct reel *reel);
struct session_status reel_status(const struct reel *reel);

/* See session_wait_for_disk(). */
bool reel_wait_for_disk(struct reel *reel, struct err *err);

/* NULL is fine. */
void reel_free(struct reel *reel);
OWNED(reel)

#endif
