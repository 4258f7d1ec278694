/* SPDX-License-Identifier: BSD-2-Clause */
/* The relays of a state folder, for people and for programs. */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_TABLE_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_TABLE_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends a line for each with a head above, for a terminal; `room` NULL: of
 * all rooms. Without any there is nothing. */
bool relay_table_format(const char *state, const char *room, int64_t utc_ns,
    struct text *text, struct err *err);

/* The same as JSON, one object on each line. */
bool relay_table_format_json(const char *state, const char *room,
    int64_t utc_ns, struct text *text, struct err *err);

#endif
