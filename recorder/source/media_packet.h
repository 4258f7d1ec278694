/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A packet of a live source on its way from the socket to the recording, and
 * queues of them.
 *
 * A packet has one owner at a time; pushing hands it over. Ticks are units of
 * the RTP clock, which is the sample rate (for G.722 half of it).
 */
#ifndef ROOMCAST_SOURCE_MEDIA_PACKET_H
#define ROOMCAST_SOURCE_MEDIA_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/own.h"

/* Who sent it. */
struct media_origin {
    uint8_t address[16]; /* IPv6, or IPv4 mapped into it */
    uint16_t port;
    uint8_t payload_type;
    uint32_t ssrc;
};

struct media_packet {
    struct media_packet *next; /* of the queue that holds it */
    struct media_origin origin;
    int64_t arrival_ns; /* monotonic */
    uint32_t timestamp;
    uint16_t sequence;
    int ticks;          /* how long its sound is */
    int behind;         /* ticks of sound that came with it, after it */
    bool begins_stream; /* numbering before it means nothing for it */
    bool is_timed;      /* it arrived when it was said, to some ms, though what
                           follows may not: set by live_edge */
    bool is_red;        /* its payload is yet to be unpacked (RFC 2198) */
    int lost;           /* packets missing before it, set by jitter_buffer */
    int64_t gap;        /* ticks of silence before it, set by timeline */
    size_t bytes;
    uint8_t payload[];
};

/* Zeroed but for a copy of the payload; NULL when out of memory. */
struct media_packet *media_packet_new(const uint8_t *payload, size_t bytes);
void media_packet_free(struct media_packet *packet);
OWNED(media_packet)

/* First in, first out; a zeroed struct is empty. */
struct media_queue {
    struct media_packet *first;
    struct media_packet *last;
    int count;
};

void media_queue_push(struct media_queue *queue, struct media_packet *packet);

/* Before those whose sequence number is higher. */
void media_queue_insert(struct media_queue *queue, struct media_packet *packet);
struct media_packet *media_queue_pop(struct media_queue *queue);

/* Moves all of `from` behind what is there. */
void media_queue_append(struct media_queue *queue, struct media_queue *from);

/* Frees what is in it. */
void media_queue_clear(struct media_queue *queue);

#endif
