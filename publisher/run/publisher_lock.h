/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One publisher at a time: STATE/publisher.lock, which dies with its owner.
 *
 * The file says who has it and since when, so that a run that hangs is
 * noticed: cron starts the next ones, and the first of them says so. That it
 * did is kept beside the lock, as PATH.told.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISHER_LOCK_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISHER_LOCK_H

#include <stdint.h>

#include "recorder/base/err.h"

/* Longer than the longest honest run; then somebody should look. */
#define PUBLISHER_LOCK_HUNG_SECONDS (6 * 3600)

enum publisher_lock_outcome {
    PUBLISHER_LOCK_TAKEN,
    PUBLISHER_LOCK_HELD,       /* another run is at work: nothing to say */
    PUBLISHER_LOCK_HUNG,       /* it has been for too long: *err says who */
    PUBLISHER_LOCK_HUNG_STILL, /* the same, and that was said before */
    PUBLISHER_LOCK_FAILED      /* *err */
};

/* `now` is UTC seconds. On success *fd holds the lock until it is closed. */
enum publisher_lock_outcome publisher_lock_take(
    const char *path, int64_t now, int *fd, struct err *err);

#endif
