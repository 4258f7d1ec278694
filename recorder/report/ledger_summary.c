/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/ledger_summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/recording/ledger.h"

#define MOST_SECONDS 1e9
#define FRAMES_A_SECOND 48000
#define Q8_PER_DB 256

/* Ledgers round where things are. */
#define MOST_BETWEEN_PIECES_48K 480
#define MOST_GAIN_DB 127

struct reading {
    struct ledger_summary *summary;
    struct err *err;
    bool has_failed;
    int64_t gap_end_48k; /* of the last one */
};

static int64_t whole_of(const struct jdoc *line, const char *key)
{
    int64_t value;

    return jdoc_whole(line, key, &value) && value > 0 &&
                   value < INT64_MAX / INT32_MAX
               ? value
               : 0;
}

/* Null stands for silence. */
static double level_of(const struct jdoc *line, const char *key)
{
    double value;

    return jdoc_real(line, key, &value) ? value : -HUGE_VAL;
}

static bool seconds_of(const struct jdoc *line, const char *key, int64_t *to)
{
    double seconds;

    if (!jdoc_real(line, key, &seconds) || seconds < 0 ||
        seconds > MOST_SECONDS)
        return false;
    *to = llround(seconds * FRAMES_A_SECOND);
    return true;
}

static void take_result(struct ledger_summary *summary, const struct jdoc *line)
{
    struct recording_result result = {
        .loudness = {.integrated_lufs = level_of(line, "integrated"),
            .range_lu = level_of(line, "range"),
            .true_peak_dbtp = level_of(line, "true_peak")},
        .short_lu = level_of(line, "short"),
    };
    double gain = level_of(line, "gain");

    if (!seconds_of(line, "duration", &result.frames_48k) ||
        !(fabs(gain) <= MOST_GAIN_DB))
        return;
    result.gain_q8 = (int)lround(gain * Q8_PER_DB);
    summary->result = result;
    summary->has_result = true;
}

static void take_end(struct ledger_summary *summary, const struct jdoc *line)
{
    summary->has_end = true;
    summary->has_drift = jdoc_real(line, "drift_ppm", &summary->drift_ppm);
    take_result(summary, line);
}

static void take_repair(struct ledger_summary *summary, const struct jdoc *line)
{
    summary->repairs++;
    summary->skipped_bytes = whole_of(line, "skipped_bytes");
    take_result(summary, line);
}

static void take_mark(struct reading *reading, const struct jdoc *line)
{
    const char *title = jdoc_string(line, "text");
    int64_t at_48k;

    if (title && seconds_of(line, "at", &at_48k) &&
        !chapters_add(&reading->summary->chapters, at_48k, title, reading->err))
        reading->has_failed = true;
}

static void take_begin(struct reading *reading, const struct jdoc *line)
{
    struct ledger_summary *summary = reading->summary;

    summary->has_begin = ledger_parse_begin(
        line, &summary->facts, &summary->serial, reading->err);
    reading->has_failed = !summary->has_begin;
}

static void take_loss(struct ledger_summary *summary, const struct jdoc *line)
{
    summary->losses++;
    summary->lost_packets += whole_of(line, "packets");
    summary->lost_48k += whole_of(line, "frames");
}

static void take_damage(struct ledger_summary *summary, const struct jdoc *line)
{
    struct ledger_damage damage = {.frames_48k = whole_of(line, "frames"),
        .offset = whole_of(line, "byte"),
        .bytes = whole_of(line, "bytes")};

    seconds_of(line, "at", &damage.at_48k);
    if (summary->damage_count < LEDGER_SUMMARY_MOST_DAMAGES)
        summary->damages[summary->damage_count] = damage;
    summary->damage_count++;
}

static bool is_damage(const struct jdoc *line)
{
    const char *cause = jdoc_string(line, "cause");

    return cause && strcmp(cause, LEDGER_CAUSE_DAMAGE) == 0;
}

/* A long one is written piece by piece, as time goes by. */
static void take_gap(struct reading *reading, const struct jdoc *line)
{
    struct ledger_summary *summary = reading->summary;
    int64_t frames_48k = whole_of(line, "frames");
    int64_t at_48k;

    if (is_damage(line)) {
        take_damage(summary, line);
        return;
    }
    summary->gap_48k += frames_48k;
    if (!seconds_of(line, "at", &at_48k)) {
        summary->gaps++;
        return;
    }
    if (!summary->gaps ||
        llabs(at_48k - reading->gap_end_48k) > MOST_BETWEEN_PIECES_48K)
        summary->gaps++;
    reading->gap_end_48k = at_48k + frames_48k;
}

static void take_dtx(struct ledger_summary *summary, const struct jdoc *line)
{
    summary->dtx_spans++;
    summary->dtx_48k += whole_of(line, "frames");
}

static void take_clock(struct ledger_summary *summary, const struct jdoc *line)
{
    double step;

    summary->clock_steps += jdoc_real(line, "step", &step);
}

static bool take_line(void *user, const struct jdoc *line)
{
    struct reading *reading = user;
    struct ledger_summary *summary = reading->summary;

    if (ledger_is_event(line, "begin"))
        take_begin(reading, line);
    else if (ledger_is_event(line, "mark"))
        take_mark(reading, line);
    else if (ledger_is_event(line, "loss"))
        take_loss(summary, line);
    else if (ledger_is_event(line, "gap"))
        take_gap(reading, line);
    else if (ledger_is_event(line, "dtx"))
        take_dtx(summary, line);
    else if (ledger_is_event(line, "clock"))
        take_clock(summary, line);
    else if (ledger_is_event(line, "warning"))
        summary->warnings++;
    else if (ledger_is_event(line, "end"))
        take_end(summary, line);
    else if (ledger_is_event(line, "repair"))
        take_repair(summary, line);
    return !reading->has_failed;
}

bool ledger_summary_read(
    struct ledger_summary *summary, const char *path, struct err *err)
{
    struct ledger_summary found = {0};
    struct reading reading = {.summary = &found, .err = err};

    if (!ledger_read(path, take_line, &reading, &found.bad_lines, err) ||
        reading.has_failed) {
        ledger_summary_clear(&found);
        return false;
    }
    *summary = found;
    return true;
}

void ledger_summary_clear(struct ledger_summary *summary)
{
    chapters_clear(&summary->chapters);
    *summary = (struct ledger_summary){0};
}
