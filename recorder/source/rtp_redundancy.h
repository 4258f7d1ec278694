/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets that repeat the sound of earlier ones (RED, RFC 2198):
 *
 *     header of a block, 4 bytes: F=1, payload type, timestamp offset (14
 *         bits), length (10 bits); as many as are repeated, oldest first
 *     header of the newest, 1 byte: F=0, payload type
 *     the blocks in the same order
 *
 * A block carries no sequence number. It is found by its timestamp among the
 * packets that have come: a repetition of one that is there, or that lies in
 * no hole of their numbers, is of no use; one that fits into a hole gets the
 * number of its place. So a packet that was lost comes back before anybody
 * misses it, and one that was only late is then a duplicate.
 *
 * Pure and of constant memory.
 */
#ifndef ROOMCAST_SOURCE_RTP_REDUNDANCY_H
#define ROOMCAST_SOURCE_RTP_REDUNDANCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/source/media_packet.h"
#include "recorder/source/rtp_description.h"

#define RED_MOST_BLOCKS 16 /* in a packet, with the newest */
#define RED_HISTORY 64     /* packets remembered: a second of 20 ms */

struct red_block {
    int payload_type;
    uint32_t offset; /* ticks before the packet's timestamp; 0: the newest */
    const uint8_t *bytes; /* within the payload */
    size_t length;        /* may be 0 for one that is not sent */
};

struct red_payload {
    struct red_block blocks[RED_MOST_BLOCKS]; /* the newest is the last */
    size_t count;                             /* at least 1 */
};

/* False, and *red untouched, when lengths do not fit, blocks are too many, or
 * the newest is empty. */
bool red_payload_parse(
    const uint8_t *payload, size_t bytes, struct red_payload *red);

/* What has come of a stream. Zeroed it is empty. */
struct rtp_redundancy {
    struct red_mark {
        uint16_t sequence;
        uint32_t timestamp;
    } marks[RED_HISTORY];
    int count;
    int next;          /* where the next mark goes */
    int64_t recovered; /* packets put into a hole */
};

/* Takes over a packet of the room, in order of arrival and whether or not it
 * repeats others, and appends to `unpacked` what of it is of use: those it
 * repeats that are missing, then itself. False when what is new in it cannot
 * be sound of that description. */
bool rtp_redundancy_unpack(struct rtp_redundancy *redundancy,
    const struct rtp_description *description, struct media_packet *packet,
    struct media_queue *unpacked);

#endif
