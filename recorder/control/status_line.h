/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line on a terminal that says how the recording goes, or the recordings
 * of several rooms; nothing at all where standard error has no control
 * sequences (terminal.h).
 */
#ifndef ROOMCAST_RECORDER_CONTROL_STATUS_LINE_H
#define ROOMCAST_RECORDER_CONTROL_STATUS_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/text.h"
#include "recorder/control/room_figures.h"

struct status_line {
    bool is_terminal;
    bool is_shown;
    int64_t next_ns;
};

void status_line_init(struct status_line *line);

/* Draws it anew, at most five times a second. */
void status_line_show(struct status_line *line, int64_t now_ns,
    const struct room_figures *rooms, size_t count);

/* When it wants to be drawn again; INT64_MAX when there is no terminal. */
int64_t status_line_deadline_ns(const struct status_line *line);

/* Wipes it, so that other lines can be printed. */
void status_line_clear(struct status_line *line);

/* What is drawn, without the terminal's control sequences, at most `columns`
 * wide; what does not fit is left out, the least important first:
 * "12:03  [####------]  now -18.2  whole -16.4 LUFS  lost 0.1 %  drift +12 ppm"
 * "50 rooms: 2 waiting, 48 recording  lost 0.1 %  free 120.3 GB" */
void status_line_format(const struct room_figures *rooms, size_t count,
    int columns, struct text *text);

#endif
