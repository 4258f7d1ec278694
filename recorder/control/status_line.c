/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/status_line.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"
#include "recorder/base/terminal.h"

#define PERIOD_NS (200 * CLOCK_MILLISECOND_NS)

/* The meter: a cell for each 3 LU from -54 to -6 LUFS. */
#define CELLS 16
#define FLOOR_LUFS (-54.0)
#define CELL_LU 3.0

void status_line_init(struct status_line *line)
{
    *line = (struct status_line){.is_terminal = terminal_has_controls()};
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

/* Appends a part if there is room for it, and forgets it. */
static void append_part(struct text *text, struct text *part, int columns)
{
    size_t gap = text->length ? 2 : 0;

    if (part->length && text->length + gap + part->length <= (size_t)columns) {
        text_append(text, gap ? "  " : "");
        text_append(text, text_string(part));
    }
    text_reset(part);
}

static void append_drift(struct text *text, double drift_ppm, int columns)
{
    own_value(text) part = {0};

    if (isfinite(drift_ppm))
        text_appendf(&part, "drift %+.0f ppm", drift_ppm);
    append_part(text, &part, columns);
}

static void append_free(struct text *text, int64_t free_bytes, int columns)
{
    own_value(text) part = {0};
    char size[QUANTITY_SIZE_BYTES];

    if (free_bytes >= 0) {
        quantity_format_bytes(free_bytes, size);
        text_appendf(&part, "free %s", size);
    }
    append_part(text, &part, columns);
}

static void append_alarms(
    struct text *text, const struct room_figures *figures, int columns)
{
    own_value(text) part = {0};

    for (int kind = 0; kind < ALARM_KINDS; kind++) {
        if (figures->alarms[kind])
            text_appendf(
                &part, "%s%s", part.length ? ", " : "! ", alarm_name(kind));
    }
    append_part(text, &part, columns);
}

static void append_loudness(
    struct text *text, const struct loudness *loudness, int columns)
{
    own_value(text) part = {0};

    append_meter(&part, loudness->momentary_lufs);
    append_part(text, &part, columns);
    append_lufs(&part, "now", loudness->momentary_lufs);
    append_lufs(&part, "  whole", loudness->integrated_lufs);
    text_append(&part, " LUFS");
    append_part(text, &part, columns);
}

static void append_lost(
    struct text *text, const struct room_figures *figures, int columns)
{
    const struct source_counters *counters = &figures->status.counters;
    own_value(text) part = {0};

    if (counters->lost || counters->packets)
        text_appendf(&part, "lost %.1f %%", room_figures_lost_percent(figures));
    append_part(text, &part, columns);
}

static void format_one(
    const struct room_figures *figures, int columns, struct text *text)
{
    const struct room_status *status = &figures->status;
    own_value(text) part = {0};
    char time[QUANTITY_TIME_BYTES];

    quantity_format_time(clock_ns_from_frames_48k(status->frames_48k), time);
    if (status->frames_48k == 0)
        text_append(&part, "waiting for sound");
    else
        text_append(&part, time);
    append_part(text, &part, columns);
    if (status->state != ROOM_RECORDING && status->frames_48k) {
        text_append(&part, room_state_name(status->state));
        append_part(text, &part, columns);
    }
    append_alarms(text, figures, columns);
    if (status->frames_48k) {
        append_loudness(text, &status->loudness, columns);
        append_lost(text, figures, columns);
        append_drift(text, status->drift_ppm, columns);
    }
    append_free(text, status->free_bytes, columns);
}

static void append_states(
    struct text *text, const struct room_figures *rooms, size_t count)
{
    int counts[ROOM_ENDED + 1] = {0};
    const char *before = ": ";

    for (size_t i = 0; i < count; i++)
        counts[rooms[i].status.state]++;
    text_appendf(text, "%zu rooms", count);
    for (int state = ROOM_WAITING; state <= ROOM_ENDED; state++) {
        if (!counts[state])
            continue;
        text_appendf(
            text, "%s%d %s", before, counts[state], room_state_name(state));
        before = ", ";
    }
}

/* Names of rooms with an alarm, as many as fit. */
static void append_alarmed(struct text *text, const struct room_figures *rooms,
    size_t count, int columns)
{
    own_value(text) part = {0};

    for (size_t i = 0; i < count; i++) {
        bool is_raised = rooms[i].status.state == ROOM_BROKEN;
        for (int kind = 0; kind < ALARM_KINDS; kind++)
            is_raised |= rooms[i].alarms[kind];
        if (!is_raised)
            continue;
        text_appendf(&part, "! %s", rooms[i].status.room);
        append_part(text, &part, columns);
    }
}

static void format_several(const struct room_figures *rooms, size_t count,
    int columns, struct text *text)
{
    struct room_figures sum = {.status.free_bytes = -1};

    for (size_t i = 0; i < count; i++) {
        const struct room_status *status = &rooms[i].status;
        sum.status.counters.packets += status->counters.packets;
        sum.status.counters.lost += status->counters.lost;
        if (status->free_bytes >= 0 &&
            (sum.status.free_bytes < 0 ||
                status->free_bytes < sum.status.free_bytes))
            sum.status.free_bytes = status->free_bytes;
    }
    own_value(text) part = {0};
    append_states(&part, rooms, count);
    append_part(text, &part, columns);
    append_lost(text, &sum, columns);
    append_free(text, sum.status.free_bytes, columns);
    append_alarmed(text, rooms, count, columns);
}

void status_line_format(const struct room_figures *rooms, size_t count,
    int columns, struct text *text)
{
    if (count == 1)
        format_one(rooms, columns, text);
    else
        format_several(rooms, count, columns, text);
}

void status_line_show(struct status_line *line, int64_t now_ns,
    const struct room_figures *rooms, size_t count)
{
    own_value(text) text = {0};

    if (!line->is_terminal || now_ns < line->next_ns)
        return;
    line->next_ns = now_ns + PERIOD_NS;
    status_line_format(rooms, count, terminal_columns(), &text);
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
