/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/status_line.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

#define PERIOD_NS (200 * CLOCK_MILLISECOND_NS)

/* The meter: a cell for each 3 LU from -54 to -6 LUFS. */
#define CELLS 16
#define FLOOR_LUFS (-54.0)
#define CELL_LU 3.0

void status_line_init(struct status_line *line)
{
    *line = (struct status_line){.is_terminal = isatty(STDERR_FILENO)};
}

static void append_meter(struct text *text, double momentary_lufs)
{
    double cells = ceil((momentary_lufs - FLOOR_LUFS) / CELL_LU);

    text_append(text, "[");
    for (int i = 0; i < CELLS; i++)
        text_append(text, i < cells ? "#" : "-");
    text_append(text, "]");
}

static void append_lufs(struct text *text, const char *label, double lufs)
{
    if (isfinite(lufs))
        text_appendf(text, "%s %5.1f", label, lufs);
    else
        text_appendf(text, "%s   -  ", label);
}

static double lost_percent(const struct source_counters *counters)
{
    int64_t all = counters->packets + counters->lost;

    return all ? 100.0 * (double)counters->lost / (double)all : 0;
}

void status_line_format(const struct session_status *status,
    const struct source_counters *counters, struct text *text)
{
    char time[QUANTITY_TIME_BYTES];

    quantity_format_time(clock_ns_from_frames_48k(status->frames_48k), time);
    text_appendf(text, "%s  ", time);
    append_meter(text, status->loudness.momentary_lufs);
    append_lufs(text, "  now", status->loudness.momentary_lufs);
    append_lufs(text, "  whole", status->loudness.integrated_lufs);
    text_append(text, " LUFS");
    if (counters->lost || counters->packets)
        text_appendf(text, "  lost %.1f %%", lost_percent(counters));
}

void status_line_show(struct status_line *line, int64_t now_ns,
    const struct session_status *status, const struct source_counters *counters)
{
    own_value(text) text = {0};

    if (!line->is_terminal || now_ns < line->next_ns)
        return;
    line->next_ns = now_ns + PERIOD_NS;
    if (status->frames_48k == 0)
        text_append(&text, "waiting for sound");
    else
        status_line_format(status, counters, &text);
    /* Back to the margin; clear what a longer line left. */
    fprintf(stderr, "\r%s\x1b[K", text_string(&text));
    line->is_shown = true;
}

int64_t status_line_deadline_ns(const struct status_line *line)
{
    return line->is_terminal ? line->next_ns : INT64_MAX;
}

void status_line_clear(struct status_line *line)
{
    if (line->is_shown)
        fputs("\r\x1b[K", stderr);
    line->is_shown = false;
}
