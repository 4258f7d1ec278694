/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/loudness_report.h"

#include <math.h>

#include "recorder/base/clock.h"
#include "recorder/base/jdoc.h"

#define SECONDS_PER_MINUTE 60

/* To a thousandth, which is more than anything is exact. */
static void set_level(struct jdoc *doc, const char *key, double value)
{
    jdoc_set_real(
        doc, key, isfinite(value) ? round(value * 1000) / 1000 : value);
}

static void set_loudness(struct jdoc *doc, const struct loudness *loudness)
{
    set_level(doc, "integrated", loudness->integrated_lufs);
    set_level(doc, "range", loudness->range_lu);
    set_level(doc, "true_peak", loudness->true_peak_dbtp);
    set_level(doc, "sample_peak", loudness->sample_peak_dbfs);
    set_level(doc, "max_momentary", loudness->highest_momentary_lufs);
    set_level(doc, "max_short_term", loudness->highest_short_term_lufs);
}

static void add_minutes(struct jdoc *doc, const struct loudness_report *report)
{
    for (size_t i = 0; i < report->minute_count; i++) {
        own(jdoc) minute = jdoc_new();
        jdoc_set_whole(minute, "at", (int64_t)i * SECONDS_PER_MINUTE);
        set_loudness(minute, &report->minutes[i]);
        jdoc_add_to_array(doc, "minutes", minute);
    }
}

static double seconds(const struct loudness_report *report, int64_t frames)
{
    return (double)frames / report->rate_hz;
}

char *loudness_report_format_json(
    const struct loudness_report *report, double target_lufs, struct err *err)
{
    const struct loudness *all = &report->loudness;
    own(jdoc) doc = jdoc_new();

    jdoc_set_any_text(doc, "file", report->path);
    jdoc_set_string(doc, "format", report->kind);
    jdoc_set_whole(doc, "rate", report->rate_hz);
    jdoc_set_whole(doc, "channels", report->channels);
    jdoc_set_bool(doc, "dual_mono", report->is_dual_mono);
    jdoc_set_real(doc, "seconds", seconds(report, report->frames));
    jdoc_set_bool(doc, "cut_off", report->is_cut_off);
    set_level(doc, "target", target_lufs);
    set_level(doc, "error", all->integrated_lufs - target_lufs);
    set_loudness(doc, all);
    if (isfinite(all->highest_momentary_lufs))
        set_level(doc, "max_momentary_at",
            seconds(report, report->highest_momentary_frame));
    if (isfinite(all->highest_short_term_lufs))
        set_level(doc, "max_short_term_at",
            seconds(report, report->highest_short_term_frame));
    add_minutes(doc, report);
    return jdoc_format(doc, err);
}
