/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A STEM.opus.new that a recorder left when it was killed before the first
 * page: it never became a recording, and has no sound.
 */
#ifndef ROOMCAST_RECORDING_UNBORN_RECORDING_H
#define ROOMCAST_RECORDING_UNBORN_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"

/* Renames it to STEM.opus.empty (or STEM-2.opus.empty …), unless somebody has
 * it locked or it is younger than a minute: its recorder may be about to lock
 * it. *is_aside says whether it was; one that vanished meanwhile was not. */
bool unborn_recording_set_aside(
    const char *path, int64_t now_utc_ns, bool *is_aside, struct err *err);

#endif
