/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a room's packets up to its decoder: out of a socket on loopback,
 * five at once, and through receiver, jitter buffer and timeline. Time goes by
 * the packets, 20 ms each, so a minute of them is over at once.
 *
 *     path = packet_path_new(&err);
 *     packet_path_send(path, packet, bytes);     five times
 *     count = packet_path_receive(path);         what is to be measured
 */
#ifndef ROOMCAST_BENCH_PACKET_PATH_H
#define ROOMCAST_BENCH_PACKET_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct packet_path;

struct packet_path *packet_path_new(struct err *err);

/* As RTP, behind those that were sent before. */
void packet_path_send(
    struct packet_path *path, const uint8_t *packet, size_t bytes);

/* Takes what was sent; returns how many packets came out at the other end,
 * which may be some of those of the last time. */
int packet_path_receive(struct packet_path *path);

void packet_path_free(struct packet_path *path);
OWNED(packet_path)

#endif
