/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets to accept connections on, from "ADDRESS:PORT", or several of them.
 */
#ifndef ROOMCAST_FEEDS_SERVER_LISTEN_ADDRESS_H
#define ROOMCAST_FEEDS_SERVER_LISTEN_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"

#define LISTEN_HOST_BYTES 256
#define LISTEN_PORT_BYTES 6

struct listen_address {
    char host[LISTEN_HOST_BYTES]; /* name or number, without brackets */
    char port[LISTEN_PORT_BYTES]; /* decimal, 0 to 65535 */
};

/* Splits "ADDRESS:PORT" or "[ADDRESS]:PORT"; ERR_CONFIG says what was
 * expected. */
bool listen_address_parse(
    const char *text, struct listen_address *address, struct err *err);

/* A bound, listening, non-blocking TCP socket, or -1: ERR_BUSY when the port
 * is taken, ERR_CONFIG when this machine has no such address or does not let
 * us have the port. Port 0 picks a free one. A name is looked up, which may
 * take a while; its first address counts. [::] is IPv6 alone, so that it can
 * stand beside 0.0.0.0. */
int listen_address_open(const struct listen_address *address, struct err *err);

/* "127.0.0.1:8080" or "[::1]:8080" of a bound socket. */
#define LISTEN_NAME_BYTES 64
void listen_address_name(int fd, char name[LISTEN_NAME_BYTES]);

#define LISTEN_SOCKETS_MOST 8
struct listen_sockets {
    size_t count;
    int fds[LISTEN_SOCKETS_MOST];
};

/* Opens all addresses of a list between blanks or commas, or none of them.
 * Where the system has opened sockets for us (sd_listen_fds(3)), these are
 * taken instead, and the list is not looked at. */
bool listen_sockets_open(
    struct listen_sockets *sockets, const char *list, struct err *err);

/* Closes them. */
void listen_sockets_clear(struct listen_sockets *sockets);

#endif
