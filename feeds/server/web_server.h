/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves one folder over HTTP/1.1, by libmicrohttpd: GET and HEAD, single
 * byte ranges, ETag, Last-Modified, 304, gzip-free, right types; nothing
 * outside the folder, no dotfiles, no .part, no listing, no request with a
 * body. Runs in a thread of its own until freed.
 *
 * At most 100 connections, 20 from one address unless it is this machine, 15
 * seconds for a request to arrive or a reader to take some bytes, 32 KiB of
 * memory for each.
 */
#ifndef ROOMCAST_FEEDS_SERVER_WEB_SERVER_H
#define ROOMCAST_FEEDS_SERVER_WEB_SERVER_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct web_server;

/* `listen` is "ADDRESS:PORT" or "[ADDRESS]:PORT"; port 0 picks a free one.
 * ERR_BUSY when the port is taken, ERR_CONFIG when it makes no sense,
 * ERR_IO when the folder is not there or cannot be read. */
struct web_server *web_server_new(
    const char *folder, const char *listen, struct err *err);

/* Where it listens: "http://127.0.0.1:8080/". */
const char *web_server_url(const struct web_server *server);

/* The port it listens on. */
int web_server_port(const struct web_server *server);

/* Ends all connections. NULL is fine. */
void web_server_free(struct web_server *server);
OWNED(web_server)

#endif
