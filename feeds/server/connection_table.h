/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is connected to the web server, and who must go: keeps a crowd of
 * connections that never finish their request (Slowloris) from shutting
 * everybody else out.
 *
 * A connection waits (for a request to arrive in full) or is busy (its answer
 * is being sent). One that waits too long is overdue, however many bytes it
 * drips; when nearly all places are taken, the one that has waited longest is
 * overdue at once. Connections from one address are limited, except from this
 * machine: there they come from a proxy that speaks for everybody.
 *
 * Fed with times, touches no socket. One thread.
 */
#ifndef ROOMCAST_FEEDS_SERVER_CONNECTION_TABLE_H
#define ROOMCAST_FEEDS_SERVER_CONNECTION_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct connection_table;
struct connection; /* a place in the table */

struct connection_limits {
    int most;             /* places */
    int most_per_address; /* an IPv4 address, or an IPv6 network of 64 bits */
    int spare;            /* fewer free places than this are a crowd */
    int64_t wait_ns;      /* for a request, from its connection or the last */
};

struct connection_table *connection_table_new(
    const struct connection_limits *limits, struct err *err);

/* Whether one more connection from there is welcome. */
bool connection_table_admits(
    const struct connection_table *table, const struct sockaddr *peer);

/* Enters one that waits from now on; `fd` is only remembered. NULL when all
 * places are taken. */
struct connection *connection_table_add(struct connection_table *table,
    const struct sockaddr *peer, int fd, int64_t now_ns);

/* Its request is there in full; its answer has been sent. NULL is fine. */
void connection_begin_answer(struct connection *connection);
void connection_end_answer(struct connection *connection, int64_t now_ns);

/* It is gone, and its place free. NULL is fine. */
void connection_remove(struct connection *connection);

/* The descriptor of one to be shut down now, each only once; -1 when there
 * is none. */
int connection_table_overdue(struct connection_table *table, int64_t now_ns);

/* NULL is fine. */
void connection_table_free(struct connection_table *table);
OWNED(connection_table)

#endif
