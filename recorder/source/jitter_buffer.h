/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the packets of a stream in the order of their sequence numbers (RFC
 * 3550 5.1), drops duplicates, and says how many are missing before each.
 *
 *     jitter_buffer_init(&buffer, JITTER_BUFFER_WAIT_NS);
 *     jitter_buffer_push(&buffer, packet);
 *     while ((packet = jitter_buffer_pull(&buffer, now_ns)))
 *         … packet->lost were missing before it
 *
 * Packets in order pass at once. Behind a hole they wait for it to be filled
 * until the first of them is `wait_ns` old; a recording can afford to wait,
 * and 400 ms of reordering are met in the wild. One that comes when its place
 * has been given up is dropped, and counted as late. Pure; constant memory.
 */
#ifndef ROOMCAST_SOURCE_JITTER_BUFFER_H
#define ROOMCAST_SOURCE_JITTER_BUFFER_H

#include "recorder/source/media_packet.h"

#define JITTER_BUFFER_WAIT_NS INT64_C(500000000)
#define JITTER_BUFFER_MOST_WAIT_NS INT64_C(2000000000)

/* More than 2 s of 2.5 ms packets; a power of two. */
#define JITTER_BUFFER_SLOTS 1024

struct jitter_buffer {
    int64_t wait_ns;
    bool has_begun;
    uint16_t next; /* the sequence number to come out next */
    struct media_packet *slots[JITTER_BUFFER_SLOTS]; /* by number, modulo */
    int held;
    struct media_queue ready; /* in order, their `lost` set */
    int64_t late;             /* came after they had been given up */
    int64_t duplicates;
    int64_t lost;
    uint64_t seen[JITTER_BUFFER_SLOTS / 64]; /* of the numbers before next */
};

void jitter_buffer_init(struct jitter_buffer *buffer, int64_t wait_ns);

/* Takes the packet over. One that begins a stream ends all waiting for the
 * numbers before it. */
void jitter_buffer_push(
    struct jitter_buffer *buffer, struct media_packet *packet);

/* The next in order, or NULL: none is there, or a hole is still waited for. */
struct media_packet *jitter_buffer_pull(
    struct jitter_buffer *buffer, int64_t now_ns);

/* When a hole will be given up; INT64_MAX: nothing waits. */
int64_t jitter_buffer_deadline_ns(const struct jitter_buffer *buffer);

/* Waits for nothing more: all that is held can be pulled. */
void jitter_buffer_flush(struct jitter_buffer *buffer);

void jitter_buffer_clear(struct jitter_buffer *buffer);

#endif
