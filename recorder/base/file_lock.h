/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lock that dies with its owner (flock(2)), never left behind by a kill.
 *
 * It is held by the open descriptor, which is close-on-exec: a child that
 * outlives us must not keep it.
 */
#ifndef ROOMCAST_BASE_FILE_LOCK_H
#define ROOMCAST_BASE_FILE_LOCK_H

#include "recorder/base/err.h"

/* Locks an open file for us alone; it is unlocked when the last descriptor
 * of it is closed. ERR_BUSY when another has it. */
bool file_lock_hold(int fd, const char *path, struct err *err);

/* Opens (creating it, mode 0644) and locks. A descriptor, or -1 with ERR_BUSY
 * when another has it. */
int file_lock_open(const char *path, struct err *err);

#endif
