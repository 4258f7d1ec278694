/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One relay at a time for each target of a room: STATE/relay/ROOM-N.lock,
 * which names its owner (owner_lock.h) and dies with it. Two would take the
 * server's mount from each other and overwrite each other's status.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_LOCK_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_LOCK_H

#include <stdbool.h>

#include "recorder/base/err.h"

/* A descriptor that holds it until it is closed, or -1: ERR_BUSY, and which
 * process relays it, when another does. The folder is made when missing. */
int relay_lock_take(
    const char *state, const char *room, int target, struct err *err);

/* Could it be taken? For a word before anything is begun. */
bool relay_lock_is_free(
    const char *state, const char *room, int target, struct err *err);

#endif
