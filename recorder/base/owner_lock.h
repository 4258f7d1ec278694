/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lock file (file_lock.h) that says who has it and since when: a line
 * "1234 2026-11-22T18:00:00Z".
 */
#ifndef ROOMCAST_BASE_OWNER_LOCK_H
#define ROOMCAST_BASE_OWNER_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/clock.h"
#include "recorder/base/err.h"

struct lock_owner {
    int process;
    char since[CLOCK_ISO_BYTES];
};

/* Opens (creating it, mode 0644), locks and signs it. A descriptor that holds
 * it until it is closed, or -1: ERR_BUSY, and who holds it, when another
 * process does. */
int owner_lock_open(const char *path, int64_t utc_ns, struct err *err);

/* Who signed it last; false if that cannot be told. Somebody who has it since
 * a moment ago may not have signed yet. */
bool owner_lock_read(const char *path, struct lock_owner *owner);

#endif
