/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One transfer of libcurl at a time, without waiting for anything:
 *
 *     loop = web_loop_new(err);
 *     web_loop_set_request(loop, &request, err);        then options of its own
 *     web_loop_begin(loop, now_ns, err);
 *     poll(web_loop_descriptor(loop) …, web_loop_deadline_ns(loop))
 *     if (web_loop_step(loop, now_ns, &code)) …             it is over
 *     web_loop_free(loop);
 *
 * http and https only. Names are looked up in a thread; every address is
 * tried, IPv6 and IPv4 side by side (RFC 8305). Certificate and name are
 * verified. Ten seconds to connect. No proxy of the environment, no .netrc, no
 * cookies. Nothing here raises SIGPIPE, and descriptors may have any number.
 *
 * A library of its own, roomcast_web, so that whoever needs no web needs no
 * libcurl.
 */
#ifndef ROOMCAST_BASE_WEB_LOOP_H
#define ROOMCAST_BASE_WEB_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Strings are copied. */
struct web_request {
    const char *address; /* http://… or https://…, without a user */
    const char *user;    /* NULL with the next: nobody */
    const char *password;
    const char *ca_file; /* PEM; NULL: those of the system */
};

struct web_loop;

/* ERR_IO or ERR_MEMORY. */
struct web_loop *web_loop_new(struct err *err);

bool web_loop_set_request(
    struct web_loop *loop, const struct web_request *request, struct err *err);

/* The handle (CURL *, which is a void *), for options of the caller's own; its
 * sockets and timers are ours. */
void *web_loop_handle(const struct web_loop *loop);

/* Begins the transfer, or begins it anew. */
bool web_loop_begin(struct web_loop *loop, int64_t now_ns, struct err *err);

/* An epoll descriptor, the same all the time. */
int web_loop_descriptor(const struct web_loop *loop);

/* When to step though nothing came; INT64_MAX: never. */
int64_t web_loop_deadline_ns(const struct web_loop *loop);

/* Does what can be done. True when the transfer has ended, with a CURLcode. */
bool web_loop_step(struct web_loop *loop, int64_t now_ns, int *code);

/* What came of it, in words: those of the transfer, or of the code. */
const char *web_loop_message(const struct web_loop *loop, int code);

/* The last answer's status, such as 401; 0: none has come. */
int web_loop_status(const struct web_loop *loop);

/* Lets the descriptor tell of a socket that is no longer libcurl's, and that
 * there is room to send, too, or not. */
bool web_loop_watch(struct web_loop *loop, int fd, bool has_room);

/* Gives up what it does. */
void web_loop_end(struct web_loop *loop);

/* At once, whatever it does. NULL is fine. */
void web_loop_free(struct web_loop *loop);
OWNED(web_loop)

#endif
