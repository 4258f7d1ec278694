/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a file's loudness is, as a whole, minute by minute, and drawn over
 * time: by ITU-R BS.1770-5 and EBU R 128, as a listener hears it.
 *
 *     own_value(loudness_report) report = {0};
 *     if (!loudness_report_make(&report, path, is_dual_mono, err)) …
 *     loudness_report_append_text(&report, -16, &text);
 *
 * An hour takes 600 KB here.
 */
#ifndef ROOMCAST_LOUDNESS_REPORT_H
#define ROOMCAST_LOUDNESS_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/audio/loudness_meter.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* A tenth of a second. */
struct loudness_point {
    float momentary_lufs; /* the highest in it */
    float short_term_lufs;
};

#define LOUDNESS_POINTS_PER_SECOND 10

struct loudness_report {
    char *path;
    const char *kind; /* "WAV", "Opus", "MP3" */
    int rate_hz;
    int channels;
    bool is_dual_mono;
    bool is_cut_off; /* it goes on, as it says itself */
    int64_t frames;
    struct loudness loudness;
    int64_t highest_momentary_frame; /* where that window ends */
    int64_t highest_short_term_frame;
    struct loudness *minutes; /* each as if it were a file */
    size_t minute_count;
    struct loudness_point *points;
    size_t point_count;
};

/* Reads all of the file, or of standard input where the path is "-". Of one
 * channel, dual mono is measured if asked for. ERR_IO or ERR_FORMAT if it
 * cannot be read. */
bool loudness_report_make(struct loudness_report *report, const char *path,
    bool is_dual_mono, struct err *err);

int64_t loudness_report_ns(const struct loudness_report *report);

/* For people: a few lines and a table. */
void loudness_report_append_text(const struct loudness_report *report,
    double target_lufs, struct text *text);

/* One line of JSON without its end, to be freed. */
char *loudness_report_format_json(
    const struct loudness_report *report, double target_lufs, struct err *err);

/* An SVG, in light or dark colours as its reader likes them. */
void loudness_report_append_plot(const struct loudness_report *report,
    double target_lufs, struct text *text);

/* Without the folders before it; borrowed. */
const char *loudness_report_name(const struct loudness_report *report);

void loudness_report_clear(struct loudness_report *report);

#endif
