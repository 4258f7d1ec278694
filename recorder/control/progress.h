/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the recording goes, for a program that started us: a JSON object a line
 * and room on standard output, every second, with the keys that
 * roomcast-control(1) lists under STATUS and "time", the time in UTC.
 *
 * A reader that does not keep up misses lines; nothing ever waits for it.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_PROGRESS_H
#define ROOMCAST_RECORDER_CONTROL_PROGRESS_H

#include <stddef.h>

#include "recorder/control/room_figures.h"

struct progress {
    int fd; /* standard output; -1: nothing is told */
    int64_t next_ns;
};

/* "json". ERR_CONFIG for anything else. */
bool progress_parse(
    const char *text, struct progress *progress, struct err *err);

/* Tells what is due. */
void progress_show(struct progress *progress, const struct room_figures *rooms,
    size_t count, int64_t now_ns, int64_t utc_ns);

/* Tells at once, for the last time. */
void progress_end(struct progress *progress, const struct room_figures *rooms,
    size_t count, int64_t utc_ns);

/* When it wants to be shown; INT64_MAX: never. */
int64_t progress_deadline_ns(const struct progress *progress);

#endif
