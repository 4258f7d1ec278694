/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recording desk of a room: hears all that its source hands over, keeps
 * the last seconds of it, and begins, splits, pauses, marks and ends
 * recordings as its trigger and people say.
 *
 *     desk = desk_new(&job, &listener, err);
 *     desk_set_source(desk, source, err);
 *     desk_tick(desk, now_ns, utc_ns);
 *     source_read(source, now_ns, desk_sink(desk), err);
 *     desk_settle(desk, err);                              and so on
 *     desk_end(desk, "signal", err);
 *
 * What people ask for holds from the sound of that moment on (sound_clock),
 * which may be still to come.
 */
#ifndef ROOMCAST_RECORDER_SESSION_DESK_H
#define ROOMCAST_RECORDER_SESSION_DESK_H

#include "recorder/session/reel.h"

struct desk;

/* `job` and `listener` are borrowed until it is freed. */
struct desk *desk_new(const struct record_job *job,
    const struct room_listener *listener, struct err *err);

/* Another source, borrowed until it is left or the next is set; everything
 * begins anew. No recording may run. */
bool desk_set_source(
    struct desk *desk, const struct source *source, struct err *err);

/* The source is gone: nothing is asked of it any longer, and until the next
 * there is nothing but commands to take. No recording may run. */
void desk_leave_source(struct desk *desk);

/* Where the source shall hand its sound over to, as long as the desk. */
const struct sound_sink *desk_sink(const struct desk *desk);

/* Did a piece fail since the last tick? Then it was the recording, not the
 * source. */
bool desk_has_failed(const struct desk *desk);

/* Time goes by: before the source is read. */
void desk_tick(struct desk *desk, int64_t now_ns, int64_t utc_ns);

/* After it: ends what time alone ends, notes the time. */
bool desk_settle(struct desk *desk, struct err *err);

/* How often a source that notes when its sound came is to be read. */
int desk_batches_per_second(const struct desk *desk);

/* When there is something to do though nothing comes. */
int64_t desk_deadline_ns(const struct desk *desk);

/* When the recording that runs will be as long as it may be; INT64_MAX. */
int64_t desk_limit_ns(const struct desk *desk);

/* As room_command(). */
bool desk_command(struct desk *desk, enum room_command command,
    const char *text, int64_t now_ns, struct err *err);

/* Ends the recording that runs, if any, after all that came. */
bool desk_end(struct desk *desk, const char *cause, struct err *err);

/* Nothing begins before that time. */
void desk_hold(struct desk *desk, int64_t until_ns);

bool desk_is_recording(const struct desk *desk);
/* It should be, and nothing comes. */
bool desk_is_awaited(const struct desk *desk, int64_t now_ns);
bool desk_is_paused(const struct desk *desk);

/* Has it ended a recording, even one that was too short? */
bool desk_has_made_one(const struct desk *desk);

const struct sound_clock *desk_clock(const struct desk *desk);

/* Of what is being recorded; zeros when nothing is. See session.h. */
int64_t desk_frames_48k(const struct desk *desk);
const char *desk_path(const struct desk *desk);
struct session_status desk_status(const struct desk *desk);

/* See session_wait_for_disk(). */
bool desk_wait_for_disk(struct desk *desk, struct err *err);

/* NULL is fine. */
void desk_free(struct desk *desk);
OWNED(desk)

#endif
