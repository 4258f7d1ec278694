/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A UDP port that receives, with the kernel's arrival times.
 *
 * It never answers. The kernel may keep a mebibyte for us, many seconds of a
 * room, so it can be read in batches and survives a stall of ours.
 */
#ifndef ROOMCAST_SOURCE_UDP_SOCKET_H
#define ROOMCAST_SOURCE_UDP_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Most of what comes between two looks. Each has a place of its own, and
 * every place that was ever needed is memory that a room keeps. */
#define UDP_BATCH 8
#define UDP_DATAGRAM_MOST_BYTES 8192 /* a longer one is cut: is_cut */

struct udp_datagram {
    const uint8_t *bytes; /* until the next receive */
    size_t length;
    bool is_cut;
    int64_t arrival_ns;  /* monotonic, never after now */
    uint8_t address[16]; /* of the sender: IPv6, or IPv4 mapped into it */
    uint16_t port;
    bool is_stranger; /* of none of the senders that were named */
};

#define UDP_MOST_SENDERS 4

/* What to listen to. Strings are borrowed for the call. */
struct udp_settings {
    const char *address; /* of this machine, a host name that has one, "" for
                            all, or a multicast group, which is joined */
    int port;
    const char *interface; /* where to join; NULL or "": the kernel's choice */
    /* Who may send; a group is joined for each of them (source-specific,
     * RFC 4607). */
    const char *senders[UDP_MOST_SENDERS];
    size_t sender_count;
    /* It makes way for another of our sockets that wants the port for sound.
     */
    bool is_yielding;
};

struct udp_socket;

/* ERR_BUSY when the port is taken, ERR_NET for what else the network says,
 * ERR_CONFIG for an address that is none, an interface that is not there or
 * is named without a group. */
struct udp_socket *udp_socket_new(
    const struct udp_settings *settings, struct err *err);

int udp_socket_descriptor(const struct udp_socket *socket);

/* Takes what has come, UDP_BATCH datagrams at most: when it gives less, there
 * was no more. -1 with ERR_NET. Errors of single datagrams are passed over.
 * They arrived when the kernel says, never before the last time that there was
 * no more. */
int udp_socket_receive(struct udp_socket *socket,
    const struct udp_datagram **datagrams, struct err *err);

void udp_socket_free(struct udp_socket *socket);
OWNED(udp_socket)

#endif
