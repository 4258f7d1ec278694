/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves one folder over HTTP/1.1: GET, HEAD and OPTIONS, single byte ranges,
 * ETag, Last-Modified, 304, gzip of texts, right types; nothing outside the
 * folder, no dotfiles, no .part, no listing, no request with a body.
 *
 *     own(web_server) server = web_server_new(&settings, err);
 *     web_server_run(server, signal_fd);      until it can be read
 *     web_server_reload(server, &settings, err);
 *     web_server_run(server, signal_fd);
 *     web_server_drain(server, signal_fd, 10 * CLOCK_SECOND_NS);
 *
 * One thread, no request waits for another's reader: sockets are non-blocking
 * (epoll), files go out by sendfile(2).
 */
#ifndef ROOMCAST_FEEDS_SERVER_WEB_SERVER_H
#define ROOMCAST_FEEDS_SERVER_WEB_SERVER_H

#include <stdint.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct web_server;

/* Borrowed for the call. */
struct web_server_settings {
    const char *folder;
    const char *url; /* where the world finds it; NULL: unknown */
    const char *hub; /* of the feeds (WebSub); NULL: none */
    const struct config_serve *serve;
    /* Told what went wrong while it serves: the access log. */
    void (*warn)(const struct err *err);
};

/* ERR_BUSY when a port is taken, ERR_CONFIG when something makes no sense,
 * ERR_IO when the folder is not there or cannot be read. */
struct web_server *web_server_new(
    const struct web_server_settings *settings, struct err *err);

/* Opens folder and log again and takes all settings but `listen`; answers on
 * their way go on as they were begun. On failure nothing changes. */
bool web_server_reload(struct web_server *server,
    const struct web_server_settings *settings, struct err *err);

/* Where it listens: "http://127.0.0.1:8080/", several with a blank between. */
const char *web_server_url(const struct web_server *server);

/* Serves until `stop_fd` can be read. */
void web_server_run(struct web_server *server, int stop_fd);

/* Takes no more connections or requests, and ends when all answers are sent,
 * `stop_fd` can be read, or at most after `most_ns`. */
void web_server_drain(struct web_server *server, int stop_fd, int64_t most_ns);

/* Ends all connections. NULL is fine. */
void web_server_free(struct web_server *server);
OWNED(web_server)

#endif
