/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection of the web server: reads heads of requests, one behind the
 * other, and sends their answers, never waiting for the other end.
 *
 *     wish = web_connection_work(connection, &service, now_ns);
 *     … epoll: until it can be read, or written; or web_connection_free()
 *
 * A refused request is answered, and what the client still sends is read for
 * a while: closing at once would make its kernel throw the answer away.
 */
#ifndef ROOMCAST_FEEDS_SERVER_WEB_CONNECTION_H
#define ROOMCAST_FEEDS_SERVER_WEB_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/server/access_log.h"
#include "feeds/server/connection_table.h"
#include "feeds/server/http_answer.h"
#include "feeds/server/proxy_list.h"
#include "feeds/server/request_rate.h"
#include "recorder/base/own.h"

/* What all connections share. */
struct web_service {
    struct http_site site;
    struct proxy_list proxies;
    struct request_rate *rate; /* NULL: as often as they like */
    struct access_log *log;    /* NULL: none is kept */
    bool is_ending;            /* each answer is a connection's last */
};

struct web_connection;

enum web_connection_wish {
    WEB_CONNECTION_READS,
    WEB_CONNECTION_WRITES,
    WEB_CONNECTION_ENDS
};

/* Takes the descriptor (non-blocking) in any case, to be closed. NULL when
 * the table is full or memory runs out. */
struct web_connection *web_connection_new(struct connection_table *table,
    int fd, const struct peer_address *peer, int64_t now_ns);

/* Does what can be done without waiting, up to a megabyte. */
enum web_connection_wish web_connection_work(struct web_connection *connection,
    const struct web_service *service, int64_t now_ns);

/* Whether its time is over; see connection_table.h. */
bool web_connection_is_overdue(
    struct web_connection *connection, int64_t now_ns);

/* Whether no request is being answered. */
bool web_connection_is_idle(const struct web_connection *connection);

int web_connection_descriptor(const struct web_connection *connection);

/* The server's list of them, and what epoll was told to wait for. */
struct web_connection_links {
    struct web_connection *next;
    struct web_connection *before;
    uint32_t events;
};
struct web_connection_links *web_connection_links(
    struct web_connection *connection);

/* Closes it, and logs an answer that was not sent in full. NULL is fine. */
void web_connection_free(struct web_connection *connection);
OWNED(web_connection)

#endif
