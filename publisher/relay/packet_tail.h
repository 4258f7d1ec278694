/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The newest second of packets, from which a stream that joins begins: its
 * decoder settles in the first of them, and its player has at once what it
 * wants to have before it plays.
 *
 *     packet_tail_push(tail, &packet, now_ns);                         …
 *     for (at = 0; at < packet_tail_count(tail, now_ns); at++)
 *         packet = packet_tail_at(tail, at);
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_PACKET_TAIL_H
#define ROOMCAST_PUBLISHER_RELAY_PACKET_TAIL_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define PACKET_TAIL_48K 48000

/* What came longer ago is not live. */
#define PACKET_TAIL_NS INT64_C(3000000000)

struct tail_packet {
    const uint8_t *bytes; /* borrowed until the next push */
    size_t length;
    int frames_48k;
};

struct packet_tail;

struct packet_tail *packet_tail_new(struct err *err);

/* Copies it. One that there is no memory for is left out. */
void packet_tail_push(
    struct packet_tail *tail, const struct tail_packet *packet, int64_t now_ns);

/* How many there are that are not too old, and the oldest but `at` of them. */
size_t packet_tail_count(const struct packet_tail *tail, int64_t now_ns);
struct tail_packet packet_tail_at(const struct packet_tail *tail, size_t at);

/* NULL is fine. */
void packet_tail_free(struct packet_tail *tail);
OWNED(packet_tail)

#endif
