/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose packets are the room's (RFC 3550 A.1, and what AST-2017-005 and -008
 * taught): the first sender that numbers two packets in a row is the room,
 * and stays it. Another takes over only when the room has been silent:
 * 250 ms for the same host (a forwarder made anew has another SSRC or port),
 * 5 s for any other. Until then its packets are held, so that nothing of a
 * true heir is lost and nothing of a stranger gets in.
 *
 * Within the room's stream, a jump of the numbering (a forwarder that begins
 * at 1 again) is believed when two packets in a row confirm it.
 *
 * Pure and of constant memory, however many senders there are: of more than
 * STREAM_LOCK_HEIRS at a time the last are not looked at, until another has
 * been quiet for a while. So a room is found, too, where others flood it.
 */
#ifndef ROOMCAST_SOURCE_STREAM_LOCK_H
#define ROOMCAST_SOURCE_STREAM_LOCK_H

#include "recorder/source/media_packet.h"

#define STREAM_LOCK_SAME_HOST_NS INT64_C(250000000)
#define STREAM_LOCK_OTHER_HOST_NS INT64_C(5000000000)

#define STREAM_LOCK_HEIRS 8

struct stream_lock {
    bool is_locked;
    struct media_origin room;
    int64_t last_arrival_ns; /* of the room's last packet */
    uint16_t highest;        /* sequence of the room's newest packet */
    /* Packets of senders that may become the room, or of the room itself
     * after a jump of its numbering; each queue in order of arrival. */
    struct media_queue heirs[STREAM_LOCK_HEIRS];
    int64_t strangers; /* packets refused */
};

/* Takes a packet over; what belongs to the room is appended to `room`, now or
 * at a later call. The first of a stream or numbering has begins_stream. */
void stream_lock_push(struct stream_lock *lock, struct media_packet *packet,
    struct media_queue *room);

void stream_lock_clear(struct stream_lock *lock);

#endif
