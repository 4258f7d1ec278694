/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/waiting_lines.h"

#include <stdlib.h>
#include <string.h>

/* Takes over the line or the title. */
static bool append(struct waiting_lines *lines, struct jdoc *line, char *title,
    int64_t at_48k, struct err *err)
{
    struct waiting_line *waiting = NULL;
    bool is_full = lines->count >= WAITING_LINES_MOST;

    if (!is_full && (line || title))
        waiting = calloc(1, sizeof *waiting);
    if (!waiting) {
        jdoc_free(line);
        free(title);
        return is_full || err_no_memory(err);
    }
    *waiting =
        (struct waiting_line){.line = line, .title = title, .at_48k = at_48k};
    if (lines->last)
        lines->last->next = waiting;
    else
        lines->first = waiting;
    lines->last = waiting;
    lines->count++;
    return true;
}

bool waiting_lines_add(struct waiting_lines *lines, struct jdoc *line,
    int64_t at_48k, struct err *err)
{
    return append(lines, line, NULL, at_48k, err);
}

bool waiting_lines_add_mark(struct waiting_lines *lines, const char *title,
    int64_t at_48k, struct err *err)
{
    return append(lines, NULL, strdup(title), at_48k, err);
}

struct waiting_line *waiting_lines_pull(struct waiting_lines *lines)
{
    struct waiting_line *first = lines->first;

    if (!first)
        return NULL;
    lines->first = first->next;
    if (!lines->first)
        lines->last = NULL;
    lines->count--;
    return first;
}

void waiting_line_free(struct waiting_line *line)
{
    if (!line)
        return;
    jdoc_free(line->line);
    free(line->title);
    free(line);
}

void waiting_lines_clear(struct waiting_lines *lines)
{
    struct waiting_line *line;

    while ((line = waiting_lines_pull(lines)))
        waiting_line_free(line);
}
