/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How those who follow a recording while it is written tell its recorder: a
 * file that they hold a shared lock on (flock(2)), STATE/relay/ROOM.follow.
 * The recorder then writes shorter pages, so that sound is a second sooner
 * with whoever listens. The lock dies with its owner, and what it asks for
 * changes how packets are put into pages and no packet.
 *
 *     fd = follow_mark_hold(path, err);         whoever follows, until close()
 *     if (follow_mark_is_held(path)) …          the recorder, now and then
 */
#ifndef ROOMCAST_BASE_FOLLOW_MARK_H
#define ROOMCAST_BASE_FOLLOW_MARK_H

#include <stdbool.h>

#include "recorder/base/err.h"

/* Where it is, below the folder of the state; to be freed, NULL when out of
 * memory. */
char *follow_mark_path(const char *state, const char *room);

/* Opens (creating it, mode 0644; the folder must be there) and locks. A
 * descriptor, close-on-exec, or -1: ERR_BUSY in the very moment in which the
 * recorder looks, which is over at the next try. */
int follow_mark_hold(const char *path, struct err *err);

/* Never waits and creates nothing; false, too, when it cannot be told. */
bool follow_mark_is_held(const char *path);

#endif
