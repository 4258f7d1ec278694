/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines for the ledger, and chapters, that belong into a file which is not
 * there yet.
 *
 *     waiting_lines_add(&lines, take(line), at_48k, err);
 *     waiting_lines_add_mark(&lines, "Questions", at_48k, err);
 *     while (waiting_lines_pull(&lines, &line)) …
 *
 * Bounded: beyond WAITING_LINES_MOST new ones are passed over.
 */
#ifndef ROOMCAST_RECORDER_SESSION_WAITING_LINES_H
#define ROOMCAST_RECORDER_SESSION_WAITING_LINES_H

#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

#define WAITING_LINES_MOST 1000

struct waiting_line {
    struct waiting_line *next;
    struct jdoc *line; /* NULL: a chapter of that title */
    char *title;
    int64_t at_48k; /* of the session */
};

/* Zeros: none waits. */
struct waiting_lines {
    struct waiting_line *first;
    struct waiting_line *last;
    int count;
};

/* Takes the line over, also when it fails. */
bool waiting_lines_add(struct waiting_lines *lines, struct jdoc *line,
    int64_t at_48k, struct err *err);

bool waiting_lines_add_mark(struct waiting_lines *lines, const char *title,
    int64_t at_48k, struct err *err);

/* The oldest, for waiting_line_free(); NULL: none. */
struct waiting_line *waiting_lines_pull(struct waiting_lines *lines);

void waiting_line_free(struct waiting_line *line);
OWNED(waiting_line)

void waiting_lines_clear(struct waiting_lines *lines);

#endif
