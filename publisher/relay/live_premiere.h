/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A finished recording as if it were made now: its packets come in real time,
 * from when the premiere was started.
 *
 *     premiere = live_premiere_new(path, &listener, err);
 *     live_premiere_start(premiere, now_ns);
 *     loop:
 *         poll(… until live_premiere_deadline_ns(premiere))
 *         if (!live_premiere_work(premiere, now_ns, err)) …
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_LIVE_PREMIERE_H
#define ROOMCAST_PUBLISHER_RELAY_LIVE_PREMIERE_H

#include "publisher/relay/recording_follower.h"

struct live_premiere;

/* Any Ogg/Opus file of mapping family 0. ERR_IO or ERR_FORMAT. */
struct live_premiere *live_premiere_new(const char *path,
    const struct follower_listener *listener, struct err *err);

/* The header gain of the file, Q7.8 dB. */
int live_premiere_gain_q8(const struct live_premiere *premiere);

/* Tells that it has begun. */
void live_premiere_start(struct live_premiere *premiere, int64_t now_ns);

/* INT64_MAX: it has not begun, or is over. */
int64_t live_premiere_deadline_ns(const struct live_premiere *premiere);

/* Gives what is due, and at its end tells that. False when the file cannot be
 * read: it is over then too. */
bool live_premiere_work(
    struct live_premiere *premiere, int64_t now_ns, struct err *err);

/* NULL is fine. */
void live_premiere_free(struct live_premiere *premiere);
OWNED(live_premiere)

#endif
