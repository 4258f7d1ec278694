/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line on a terminal that says how the recording goes; nothing at all
 * when standard error is a pipe or a file.
 */
#ifndef ROOMCAST_RECORDER_STATUS_LINE_H
#define ROOMCAST_RECORDER_STATUS_LINE_H

#include <stdbool.h>

#include "recorder/base/text.h"
#include "recorder/session.h"

struct status_line {
    bool is_terminal;
    bool is_shown;
    int64_t next_ns;
};

void status_line_init(struct status_line *line);

/* Draws it anew, at most five times a second. */
void status_line_show(struct status_line *line, int64_t now_ns,
    const struct session_status *status,
    const struct source_counters *counters);

/* When it wants to be drawn again; INT64_MAX when there is no terminal. */
int64_t status_line_deadline_ns(const struct status_line *line);

/* Wipes it, so that other lines can be printed. */
void status_line_clear(struct status_line *line);

/* What is drawn, without the terminal's control sequences:
 * "0:12:03  [#########------]  -18.2 LUFS  whole -16.4  lost 0.1 %" */
void status_line_format(const struct session_status *status,
    const struct source_counters *counters, struct text *text);

#endif
