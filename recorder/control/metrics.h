/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The figures of all rooms for Prometheus, in its text format (version 0.0.4),
 * as a file for the textfile collector of its node exporter:
 *
 *     struct metrics_file metrics = {.path = "/var/lib/…/roomcast.prom"};
 *     metrics_file_show(&metrics, rooms, count, now_ns);      now and then
 *     metrics_file_end(&metrics, rooms, count);               at the end: up 0
 *
 * The file is replaced as a whole every 15 s, without waiting for the disk.
 * The names are listed in roomcast-record(1).
 */
#ifndef ROOMCAST_RECORDER_CONTROL_METRICS_H
#define ROOMCAST_RECORDER_CONTROL_METRICS_H

#include <stddef.h>

#include "recorder/base/text.h"
#include "recorder/control/room_figures.h"

#define METRICS_PERIOD_NS INT64_C(15000000000)

/* Appends all of them. */
void metrics_format(const struct room_figures *rooms, size_t count, bool is_up,
    struct text *text);

struct metrics_file {
    const char *path; /* NULL: none is written */
    int64_t next_ns;
    bool has_failed; /* the last time */
};

/* Writes it when it is due. False, with *err, when that fails and did not
 * fail the last time: once is enough for a log. It is tried again. */
bool metrics_file_show(struct metrics_file *file,
    const struct room_figures *rooms, size_t count, int64_t now_ns,
    struct err *err);

/* Writes for the last time. */
bool metrics_file_end(struct metrics_file *file,
    const struct room_figures *rooms, size_t count, struct err *err);

/* When it wants to be shown; INT64_MAX: never. */
int64_t metrics_file_deadline_ns(const struct metrics_file *file);

#endif
