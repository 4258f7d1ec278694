/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_table.h"

#include <inttypes.h>
#include <string.h>

#include "publisher/relay/relay_status.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

enum column { ROOM, STATE, SINCE, HEARD, DROPPED, ADDRESS, NOTE, COLUMNS };

static const char *const titles[COLUMNS] = {
    "ROOM", "STATE", "FOR", "LISTENERS", "DROPPED", "ADDRESS", ""};

#define MOST_ROWS 1024

struct row {
    struct text cells[COLUMNS];
};

struct table {
    const char *room; /* NULL: all */
    int64_t utc_ns;
    struct row *rows;
    size_t count;
};

static void append_plain(struct text *cell, const char *words)
{
    for (; *words; words++) {
        bool is_control = (*words > 0 && *words < ' ') || *words == 0x7f;
        text_append_byte(cell, is_control ? '?' : (uint8_t)*words);
    }
}

static void append_since(struct text *cell, int64_t ns)
{
    char time[QUANTITY_TIME_BYTES];

    quantity_format_time(ns > 0 ? ns : 0, time);
    text_append(cell, time);
}

static void fill(
    struct row *row, const struct relay_status *status, int64_t utc_ns)
{
    append_plain(&row->cells[ROOM], status->room);
    text_append(&row->cells[STATE], relay_air_name(status->air));
    append_since(&row->cells[SINCE], utc_ns - status->since_utc_ns);
    if (status->listeners >= 0)
        text_appendf(&row->cells[HEARD], "%" PRId64, status->listeners);
    else
        text_append(&row->cells[HEARD], "-");
    text_appendf(&row->cells[DROPPED], "%" PRId64, status->dropped_pages);
    append_plain(&row->cells[ADDRESS], status->address);
    if (status->air == RELAY_AIR_BACKING_OFF ||
        status->air == RELAY_AIR_CONNECTING)
        append_plain(&row->cells[NOTE], status->last_error);
    else if (status->air == RELAY_AIR_ON)
        append_plain(&row->cells[NOTE], status->title);
}

static bool is_wanted(const char *room, const struct relay_status *status)
{
    return !room || strcmp(room, status->room) == 0;
}

static bool add_row(void *user, const struct relay_status *status)
{
    struct table *table = user;

    if (is_wanted(table->room, status) && table->count < MOST_ROWS)
        fill(&table->rows[table->count++], status, table->utc_ns);
    return true;
}

/* UTF-8: bytes that go on a letter take no place. */
static int width_of(const char *words)
{
    int width = 0;

    for (; *words; words++)
        width += ((uint8_t)*words & 0xc0) != 0x80;
    return width;
}

static void append_row(
    struct text *text, const struct row *row, const int widths[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++) {
        const char *cell = text_string(&row->cells[i]);
        text_append(text, cell);
        bool is_last = i == COLUMNS - 1 || !*text_string(&row->cells[i + 1]);
        if (is_last && i >= ADDRESS)
            break;
        text_appendf(text, "%*s", widths[i] - width_of(cell) + 2, "");
    }
    text_append(text, "\n");
}

static void append_table(struct text *text, const struct table *table)
{
    int widths[COLUMNS] = {0};

    for (size_t at = 0; at < table->count; at++) {
        for (int i = 0; i < COLUMNS; i++) {
            int width = width_of(text_string(&table->rows[at].cells[i]));
            widths[i] = width > widths[i] ? width : widths[i];
        }
    }
    for (size_t at = 0; at < table->count; at++)
        append_row(text, &table->rows[at], widths);
}

static void clear(struct table *table)
{
    for (size_t at = 0; at < table->count; at++) {
        for (int i = 0; i < COLUMNS; i++)
            text_clear(&table->rows[at].cells[i]);
    }
    free(table->rows);
}

bool relay_table_format(const char *state, const char *room, int64_t utc_ns,
    struct text *text, struct err *err)
{
    struct table table = {.room = room, .utc_ns = utc_ns};

    table.rows = calloc(MOST_ROWS, sizeof *table.rows);
    if (!table.rows)
        return err_no_memory(err);
    for (int i = 0; i < COLUMNS; i++)
        text_append(&table.rows[0].cells[i], titles[i]);
    table.count = 1;
    bool is_good = relay_status_each(state, utc_ns, add_row, &table, err);
    if (is_good && table.count > 1)
        append_table(text, &table);
    clear(&table);
    return is_good && text_finish(text, err);
}

struct lines {
    const char *room;
    struct text *text;
    struct err *err;
};

static bool add_line(void *user, const struct relay_status *status)
{
    struct lines *lines = user;
    own(jdoc) doc = relay_status_object(status);

    if (!is_wanted(lines->room, status))
        return true;
    own_heap(char) line = jdoc_format(doc, lines->err);
    if (line)
        text_appendf(lines->text, "%s\n", line);
    return line;
}

bool relay_table_format_json(const char *state, const char *room,
    int64_t utc_ns, struct text *text, struct err *err)
{
    struct lines lines = {room, text, err};

    return relay_status_each(state, utc_ns, add_line, &lines, err) &&
           text_finish(text, err);
}
