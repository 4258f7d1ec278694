/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A socket to accept connections on, from "ADDRESS:PORT".
 */
#ifndef ROOMCAST_FEEDS_SERVER_LISTEN_ADDRESS_H
#define ROOMCAST_FEEDS_SERVER_LISTEN_ADDRESS_H

#include <stdbool.h>

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
 * take a while; its first address counts. */
int listen_address_open(const struct listen_address *address, struct err *err);

/* The port of a bound socket. */
int listen_address_port(int fd);

#endif
