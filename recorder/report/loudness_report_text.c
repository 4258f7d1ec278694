/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/loudness_report.h"

#include <math.h>
#include <stdio.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

#define SECONDS_PER_MINUTE 60
#define LEVEL_BYTES 16

/* As it is shown, with a zero that has no sign. */
static double tenths(double value)
{
    return rint(value * 10) / 10 + 0.0;
}

/* Seven characters wide; what was not measured is a dash. */
static const char *level(double value, char bytes[LEVEL_BYTES])
{
    if (!isfinite(value))
        return "      -";
    snprintf(bytes, LEVEL_BYTES, "%7.1f", tenths(value));
    return bytes;
}

static void append_channels(
    const struct loudness_report *report, struct text *text)
{
    if (report->channels > 2)
        text_appendf(text, "%d channels", report->channels);
    else if (report->channels == 2)
        text_append(text, "stereo");
    else
        text_append(text, report->is_dual_mono ? "dual mono" : "mono");
}

static void append_head(const struct loudness_report *report, struct text *text)
{
    char time[QUANTITY_TIME_BYTES];

    quantity_format_length(loudness_report_ns(report), time);
    text_append_shown(text, report->path);
    text_appendf(text, "\n  %s, ", report->kind);
    append_channels(report, text);
    text_appendf(text, ", %d Hz, %s%s\n", report->rate_hz, time,
        report->is_cut_off ? "; the end is missing" : "");
}

static void append_highest(const struct loudness_report *report,
    const char *name, double lufs, int64_t frame, struct text *text)
{
    char time[QUANTITY_TIME_BYTES];
    char bytes[LEVEL_BYTES];

    text_appendf(text, "  %-12s%s LUFS at most", name, level(lufs, bytes));
    if (isfinite(lufs)) {
        quantity_format_time(frame * CLOCK_SECOND_NS / report->rate_hz, time);
        text_appendf(text, ", at %s", time);
    }
    text_append(text, "\n");
}

static void append_figures(
    const struct loudness_report *report, double target_lufs, struct text *text)
{
    const struct loudness *all = &report->loudness;
    char bytes[LEVEL_BYTES];

    text_appendf(text, "  %-12s%s LUFS", "integrated",
        level(all->integrated_lufs, bytes));
    if (isfinite(all->integrated_lufs))
        text_appendf(text, ", %+.1f LU from the target of %g",
            tenths(all->integrated_lufs - target_lufs), target_lufs);
    text_appendf(
        text, "\n  %-12s%s LU\n", "range", level(all->range_lu, bytes));
    text_appendf(text, "  %-12s%s dBTP\n", "true peak",
        level(all->true_peak_dbtp, bytes));
    text_appendf(text, "  %-12s%s dBFS\n", "sample peak",
        level(all->sample_peak_dbfs, bytes));
    append_highest(report, "momentary", all->highest_momentary_lufs,
        report->highest_momentary_frame, text);
    append_highest(report, "short-term", all->highest_short_term_lufs,
        report->highest_short_term_frame, text);
}

static void append_minutes(
    const struct loudness_report *report, struct text *text)
{
    text_append(text, "\n  minute   integrated  range  momentary  short-term"
                      "  true peak\n");
    for (size_t i = 0; i < report->minute_count; i++) {
        const struct loudness *minute = &report->minutes[i];
        char time[QUANTITY_TIME_BYTES];
        char bytes[5][LEVEL_BYTES];

        quantity_format_time(
            (int64_t)i * SECONDS_PER_MINUTE * CLOCK_SECOND_NS, time);
        text_appendf(text, "  %-8s    %s%s    %s     %s    %s\n", time,
            level(minute->integrated_lufs, bytes[0]),
            level(minute->range_lu, bytes[1]),
            level(minute->highest_momentary_lufs, bytes[2]),
            level(minute->highest_short_term_lufs, bytes[3]),
            level(minute->true_peak_dbtp, bytes[4]));
    }
}

void loudness_report_append_text(
    const struct loudness_report *report, double target_lufs, struct text *text)
{
    append_head(report, text);
    append_figures(report, target_lufs, text);
    append_minutes(report, text);
}
