/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a room's control socket lies: STATE/control/ROOM.sock.
 *
 * The address of a Unix socket has only 108 bytes (unix(7)), so a path that
 * is longer goes through /proc/self/fd and the open folder.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_CONTROL_ADDRESS_H
#define ROOMCAST_RECORDER_CONTROL_CONTROL_ADDRESS_H

#include <sys/un.h>

#include "recorder/base/err.h"

/* As long as Linux takes (PATH_MAX). */
#define CONTROL_PATH_BYTES 4096

struct control_address {
    int folder_fd; /* must stay open as long as the names are used */
    struct sockaddr_un name;
    struct sockaddr_un fresh;      /* beside it, until somebody listens */
    char path[CONTROL_PATH_BYTES]; /* for messages */
    char lock[80]; /* beside it: held while its recorder lives */
};

/* STATE/control, made when missing; nobody else may look into it. ERR_LIMIT
 * when the path would be longer than any may be. */
bool control_folder_make(const char *state, struct err *err);

/* ERR_IO when the folder is not there (errno says so: ENOENT) or cannot be
 * opened, ERR_LIMIT when the path is longer than any may be. */
bool control_address_open(struct control_address *address, const char *state,
    const char *room, struct err *err);

/* Closes it; may be called twice, and on {.folder_fd = -1}. */
void control_address_clear(struct control_address *address);

#endif
