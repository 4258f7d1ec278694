/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is remembered of a room for its next session, so that its first words
 * come out right: how loud its talkers usually come in. A small JSON object
 * in a file of its own (STATE/ROOM.level.json):
 *
 *     {"talker_lufs":-31.2}
 *
 * Nothing depends on it: a session without it, or with a false one, needs a
 * second or two to find out.
 */
#ifndef ROOMCAST_RECORDER_SESSION_LEVEL_MEMORY_H
#define ROOMCAST_RECORDER_SESSION_LEVEL_MEMORY_H

#include <stdbool.h>

#include "recorder/base/err.h"

/* LUFS, -HUGE_VAL when there is no such file. ERR_FORMAT for a file that is
 * not ours, or a number that no talker has. */
bool level_memory_load(const char *path, double *talker_lufs, struct err *err);

/* Replaces the file; makes its folder when missing. */
bool level_memory_save(const char *path, double talker_lufs, struct err *err);

#endif
