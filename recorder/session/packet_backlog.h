/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The newest Opus packets of a session: those that the disk may not have yet,
 * and some before them, so that another file can go on from any of them.
 *
 *     packet_backlog_push(backlog, packet, bytes, frames, err);       …
 *     packet_backlog_drop(backlog, safe_48k - 48000);          now and then
 *     packet_backlog_repeat(backlog, from_48k, &taker, err);
 *
 * Positions are those of the session in 48 kHz frames; the first packet begins
 * at that given to packet_backlog_new(). Memory is bounded: beyond
 * PACKET_BACKLOG_MOST_BYTES the oldest packets go, which is told by
 * packet_backlog_begin_48k().
 */
#ifndef ROOMCAST_RECORDER_SESSION_PACKET_BACKLOG_H
#define ROOMCAST_RECORDER_SESSION_PACKET_BACKLOG_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Two minutes at the highest bit rate there is, a quarter of an hour of
 * speech. */
#define PACKET_BACKLOG_MOST_BYTES ((size_t)8 << 20)

struct packet_backlog;

struct packet_backlog *packet_backlog_new(int64_t begin_48k, struct err *err);

/* Appends a copy. */
bool packet_backlog_push(struct packet_backlog *backlog, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err);

/* Where the oldest packet begins and the newest ends. */
int64_t packet_backlog_begin_48k(const struct packet_backlog *backlog);
int64_t packet_backlog_end_48k(const struct packet_backlog *backlog);

/* Where the first packet that does not begin before `at_48k` begins; the end
 * when there is none. */
int64_t packet_backlog_ceiling_48k(
    const struct packet_backlog *backlog, int64_t at_48k);

/* Forgets what ends at `before_48k` or earlier. */
void packet_backlog_drop(struct packet_backlog *backlog, int64_t before_48k);

/* Takes one packet; false, with *err, ends the repeat. */
struct packet_taker {
    void *user;
    bool (*packet)(void *user, const uint8_t *packet, size_t bytes,
        int frames_48k, struct err *err);
};

/* Hands over all that begin at `from_48k` or later, and keeps them. */
bool packet_backlog_repeat(const struct packet_backlog *backlog,
    int64_t from_48k, const struct packet_taker *taker, struct err *err);

/* NULL is fine. */
void packet_backlog_free(struct packet_backlog *backlog);
OWNED(packet_backlog)

#endif
