/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What `roomcast control status` prints for people, from the answers of
 * control sockets: one room in lines, several as a table.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_STATUS_TABLE_H
#define ROOMCAST_RECORDER_CONTROL_STATUS_TABLE_H

#include <stddef.h>

#include "recorder/base/jdoc.h"
#include "recorder/base/text.h"

struct status_row {
    const char *room;
    const struct jdoc *answer; /* NULL: no recorder of it is running */
};

/* Appends. Control characters of answers are shown as `?`. */
void status_table_format_room(const struct status_row *row, struct text *text);
void status_table_format(
    const struct status_row *rows, size_t count, struct text *text);

#endif
