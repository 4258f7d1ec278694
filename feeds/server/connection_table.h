/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is connected to the web server, and who must go: keeps a crowd of
 * connections that never finish their request (Slowloris), or never read
 * their answer, from shutting everybody else out.
 *
 * A connection waits (for a request to arrive in full) or is busy (its answer
 * is being sent). One that waits too long is overdue, however many bytes it
 * drips; one that takes its answer too slowly is overdue too. When all places
 * are taken and somebody new comes, the one that has waited longest has to
 * yield. Connections from one address are limited, except from this machine:
 * there they come from a proxy that speaks for everybody.
 *
 * Fed with times, touches no socket. One thread.
 */
#ifndef ROOMCAST_FEEDS_SERVER_CONNECTION_TABLE_H
#define ROOMCAST_FEEDS_SERVER_CONNECTION_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/server/peer_address.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct connection_table;
struct connection; /* a place in the table */

struct connection_limits {
    int most;             /* places */
    int most_per_address; /* an IPv4 address, or an IPv6 network of 64 bits */
    int64_t wait_ns;      /* for a request, from its connection or the last */
    int64_t slow_ns;      /* a busy one must take in each so long … */
    int64_t slow_bytes;   /* … so many */
};

struct connection_table *connection_table_new(
    const struct connection_limits *limits, struct err *err);

/* Others from now on; who is there stays. */
void connection_table_set_limits(
    struct connection_table *table, const struct connection_limits *limits);

/* Whether one more connection from there is welcome. */
bool connection_table_admits(
    const struct connection_table *table, const struct peer_address *peer);

/* Enters one that waits from now on, for its `owner`. NULL when all places
 * are taken. */
struct connection *connection_table_add(struct connection_table *table,
    const struct peer_address *peer, void *owner, int64_t now_ns);

/* Its request is there in full; its answer has been sent. */
void connection_begin_answer(struct connection *connection, int64_t now_ns);
void connection_end_answer(struct connection *connection, int64_t now_ns);

/* False when a busy one has not taken what it should in time; to be asked
 * every second or so. `taken` is all it has ever taken, in bytes. */
bool connection_keeps_pace(
    struct connection *connection, uint64_t taken, int64_t now_ns);

/* Whether one waits too long. */
bool connection_is_overdue(const struct connection *connection, int64_t now_ns);

/* The owner of the one that has waited longest; NULL when none waits. */
void *connection_table_longest(const struct connection_table *table);

bool connection_table_is_full(const struct connection_table *table);

/* It is gone, and its place free. NULL is fine. */
void connection_remove(struct connection *connection);

/* NULL is fine. */
void connection_table_free(struct connection_table *table);
OWNED(connection_table)

#endif
