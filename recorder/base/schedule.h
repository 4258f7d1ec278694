/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a room is to be recorded:
 *
 *     Tue 19:00 Europe/Berlin, 90m
 *     Mon-Fri 08:30, 1h; Sat,Sun 10:00 UTC, 2h
 *     daily 23:30, 45m; 2026-12-24 20:00 Europe/Vienna, 3h
 *
 * Days, the time on the wall clock of a zone (none: of this machine), and how
 * long. Several are separated by ";", or by "/" between blanks. Begins move
 * with daylight saving as the wall clock does, by the rule of
 * time_zone_utc_s(); lengths are lengths, whatever the clock does meanwhile.
 *
 * Pure once it is parsed; any thread may ask it.
 */
#ifndef ROOMCAST_BASE_SCHEDULE_H
#define ROOMCAST_BASE_SCHEDULE_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define SCHEDULE_MOST_ENTRIES 64

struct schedule;

/* ERR_CONFIG with what was expected. */
struct schedule *schedule_parse(const char *text, struct err *err);

struct schedule_span {
    int64_t begin_ns; /* UTC */
    int64_t end_ns;   /* of it, no longer in it */
};

/* The span that holds `utc_ns`, or else the next one after it. Entries that
 * overlap make one span; those that only touch make two. False when nothing
 * comes any more. */
bool schedule_next(const struct schedule *schedule, int64_t utc_ns,
    struct schedule_span *span);

/* NULL is fine. */
void schedule_free(struct schedule *schedule);
OWNED(schedule)

#endif
