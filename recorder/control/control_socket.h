/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a running recorder is asked about a room and told what to do: a Unix
 * socket, STATE/control/ROOM.sock, that only its own user may reach.
 *
 *     control = control_socket_new(state, room, &listener, err);
 *     poll(control_socket_descriptor(control) …,
 *         until control_socket_deadline_ns(control))
 *     control_socket_work(control, now_ns);
 *     control_socket_free(control);                    removes the socket
 *
 * Nothing here ever waits, and each call does little, whatever clients do: it
 * answers at most one request of each of at most CONTROL_CLIENTS. A client
 * that sends a line that is too long, does not take its answers, or says
 * nothing for CONTROL_PATIENCE_NS is hung up on; one too many is told so.
 * Not for use by two threads at once.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_CONTROL_SOCKET_H
#define ROOMCAST_RECORDER_CONTROL_CONTROL_SOCKET_H

#include <stdint.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/control/control_request.h"

#define CONTROL_CLIENTS 8
#define CONTROL_PATIENCE_NS INT64_C(10000000000)

/* Called from within control_socket_work(). */
struct control_listener {
    void *user;
    /* Does what is asked and gives the answer, a line without a newline, to
     * be freed; NULL when out of memory. */
    char *(*asked)(void *user, const struct control_request *request);
};

struct control_socket;

/* A socket that a dead recorder left is replaced; ERR_BUSY when the room has
 * a living one, ERR_IO when it cannot be made. */
struct control_socket *control_socket_new(const char *state, const char *room,
    const struct control_listener *listener, struct err *err);

/* To be polled for input, also when it is written to: an epoll descriptor. */
int control_socket_descriptor(const struct control_socket *control);

/* When it wants to be called although nothing came; INT64_MAX: never. */
int64_t control_socket_deadline_ns(const struct control_socket *control);

void control_socket_work(struct control_socket *control, int64_t now_ns);

/* Hangs up and removes the socket. NULL is fine. */
void control_socket_free(struct control_socket *control);
OWNED(control_socket)

#endif
