/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/status_table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

enum column {
    ROOM,
    STATE,
    TIME,
    NOW,
    WHOLE,
    LOST,
    DRIFT,
    FREE,
    ALARMS,
    COLUMNS
};

static const char *const titles[COLUMNS] = {"ROOM", "STATE", "TIME", "NOW LUFS",
    "WHOLE", "LOST", "DRIFT", "FREE", "ALARMS"};

/* Figures are read down the right side. */
static const bool is_right[COLUMNS] = {[TIME] = true,
    [NOW] = true,
    [WHOLE] = true,
    [LOST] = true,
    [DRIFT] = true,
    [FREE] = true};

struct cells {
    struct text of[COLUMNS];
};

static void cells_clear(struct cells *cells)
{
    for (int i = 0; i < COLUMNS; i++)
        text_clear(&cells->of[i]);
}

static void append_word(struct text *text, const char *word)
{
    for (; word && *word; word++) {
        bool is_control = (*word > 0 && *word < ' ') || *word == 0x7f;
        text_append_byte(text, is_control ? '?' : (uint8_t)*word);
    }
}

/* "-" where nothing is known. */
static void append_real(
    struct text *text, const struct jdoc *answer, const char *key)
{
    double value;

    if (jdoc_real(answer, key, &value))
        text_appendf(text, "%.1f", value);
    else
        text_append(text, "-");
}

static void append_percent(
    struct text *text, const struct jdoc *answer, const char *key)
{
    append_real(text, answer, key);
    text_append(text, " %");
}

static void append_drift(struct text *text, const struct jdoc *answer)
{
    double ppm;

    if (jdoc_real(answer, "drift_ppm", &ppm))
        text_appendf(text, "%+.0f ppm", ppm);
    else
        text_append(text, "-");
}

static void append_time(
    struct text *text, const struct jdoc *answer, const char *key)
{
    char time[QUANTITY_TIME_BYTES];
    double seconds = 0;

    jdoc_real(answer, key, &seconds);
    quantity_format_time((int64_t)(seconds * CLOCK_SECOND_NS), time);
    text_append(text, time);
}

static void append_free(struct text *text, const struct jdoc *answer)
{
    char size[QUANTITY_SIZE_BYTES] = "-";
    int64_t bytes;

    if (jdoc_whole(answer, "free_bytes", &bytes))
        quantity_format_bytes(bytes, size);
    text_append(text, size);
}

static void append_alarms(struct text *text, const struct jdoc *answer)
{
    const char *name;

    for (size_t i = 0; (name = jdoc_string_at(answer, "alarms", i)); i++) {
        text_append(text, i ? ", " : "");
        append_word(text, name);
    }
}

static const char *state_of(const struct jdoc *answer)
{
    const char *state = jdoc_string(answer, "state");

    return state ? state : "not running";
}

/* "2026-11-22T18:00:00.123Z" as "2026-11-22 18:00:00 UTC". */
static void append_since(struct text *text, const struct jdoc *answer)
{
    const char *since = jdoc_string(answer, "since");

    if (!since || strlen(since) < 19)
        return;
    text_append(text, " since ");
    text_append_bytes(text, since, 10);
    text_append(text, " ");
    text_append_bytes(text, since + 11, 8);
    text_append(text, " UTC");
}

static void append_loudness(struct text *text, const struct jdoc *answer)
{
    text_append(text, "\n  loudness  now ");
    append_real(text, answer, "momentary_lufs");
    text_append(text, ", 3 s ");
    append_real(text, answer, "short_term_lufs");
    text_append(text, ", whole ");
    append_real(text, answer, "integrated_lufs");
    text_append(text, " LUFS; true peak ");
    append_real(text, answer, "true_peak_dbtp");
    text_append(text, " dBTP");
}

static void append_loss(struct text *text, const struct jdoc *answer)
{
    int64_t packets = 0;
    int64_t lost = 0;

    jdoc_whole(answer, "packets", &packets);
    jdoc_whole(answer, "lost", &lost);
    text_append(text, "\n  lost      ");
    append_percent(text, answer, "loss_percent");
    text_appendf(text, ", %" PRId64 " of %" PRId64 " packets; gaps ", lost,
        packets + lost);
    append_time(text, answer, "gap_s");
}

static void append_recording(struct text *text, const struct jdoc *answer)
{
    text_append(text, "\n  file      ");
    append_word(text, jdoc_string(answer, "file"));
    text_append(text, "\n  time      ");
    append_time(text, answer, "duration_s");
    append_loudness(text, answer);
    append_loss(text, answer);
    text_append(text, "\n  drift     ");
    append_drift(text, answer);
}

static void append_awaited(struct text *text, const struct jdoc *answer)
{
    bool is_awaited = false;

    jdoc_bool(answer, "awaited", &is_awaited);
    if (is_awaited)
        text_append(
            text, "\n  awaited   it is to be recorded, and nothing comes");
}

static void append_failure(struct text *text, const struct jdoc *answer)
{
    const char *failure = jdoc_string(answer, "failure");

    if (!failure)
        return;
    text_append(text, "\n  failure   ");
    append_word(text, failure);
}

void status_table_format_room(const struct status_row *row, struct text *text)
{
    own_value(text) alarms = {0};

    text_appendf(text, "%s: ", row->room);
    append_word(text, state_of(row->answer));
    append_since(text, row->answer);
    if (row->answer) {
        append_awaited(text, row->answer);
        append_failure(text, row->answer);
        if (jdoc_string(row->answer, "file"))
            append_recording(text, row->answer);
        text_append(text, "\n  free      ");
        append_free(text, row->answer);
        append_alarms(&alarms, row->answer);
        text_append(text, "\n  alarms    ");
        text_append(text, alarms.length ? text_string(&alarms) : "none");
    }
    text_append(text, "\n");
}

static void fill_cells(const struct status_row *row, struct cells *cells)
{
    text_append(&cells->of[ROOM], row->room);
    append_word(&cells->of[STATE], state_of(row->answer));
    if (!row->answer)
        return;
    if (jdoc_string(row->answer, "file")) {
        append_time(&cells->of[TIME], row->answer, "duration_s");
        append_real(&cells->of[NOW], row->answer, "momentary_lufs");
        append_real(&cells->of[WHOLE], row->answer, "integrated_lufs");
        append_percent(&cells->of[LOST], row->answer, "loss_percent");
        append_drift(&cells->of[DRIFT], row->answer);
    }
    append_free(&cells->of[FREE], row->answer);
    append_alarms(&cells->of[ALARMS], row->answer);
}

static void widen(const struct cells *cells, int widths[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++) {
        if ((int)cells->of[i].length > widths[i])
            widths[i] = (int)cells->of[i].length;
    }
}

static void append_line(
    const struct cells *cells, const int widths[COLUMNS], struct text *text)
{
    own_value(text) line = {0};

    for (int i = 0; i < COLUMNS; i++)
        text_appendf(&line, "%s%*s", i ? "  " : "",
            is_right[i] ? widths[i] : -widths[i], text_string(&cells->of[i]));
    size_t length = line.length;
    while (length && line.bytes[length - 1] == ' ')
        length--;
    text_append_bytes(text, text_string(&line), length);
    text_append(text, "\n");
}

void status_table_format(
    const struct status_row *rows, size_t count, struct text *text)
{
    int widths[COLUMNS] = {0};
    own_value(cells) heads = {0};

    for (int i = 0; i < COLUMNS; i++)
        text_append(&heads.of[i], titles[i]);
    widen(&heads, widths);
    for (size_t i = 0; i < count; i++) {
        own_value(cells) cells = {0};
        fill_cells(&rows[i], &cells);
        widen(&cells, widths);
    }
    append_line(&heads, widths, text);
    for (size_t i = 0; i < count; i++) {
        own_value(cells) cells = {0};
        fill_cells(&rows[i], &cells);
        append_line(&cells, widths, text);
    }
}
