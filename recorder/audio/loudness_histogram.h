/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loudness of any number of blocks in constant memory, and its gated
 * mean (ITU-R BS.1770-4, 5.1) and percentiles (EBU Tech 3342).
 *
 * Bins are 0.01 LU wide and hold the sum of the energies that fell into them,
 * so the mean is not rounded to bins: only for blocks in the very bin of the
 * relative gate is it in doubt whether they count. A percentile is that of
 * the endless list within a bin.
 */
#ifndef ROOMCAST_AUDIO_LOUDNESS_HISTOGRAM_H
#define ROOMCAST_AUDIO_LOUDNESS_HISTOGRAM_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define LOUDNESS_HISTOGRAM_MOST_GAIN_DB 40.0

struct loudness_histogram;

/* Which blocks count, and how: as if all had been pushed with a gain (-40 to
 * 40 dB), those that are then above the absolute gate of -70 LUFS, and above
 * the mean of these by `relative_lu` (negative). */
struct loudness_gate {
    double gain_db;
    double relative_lu;
};

struct loudness_histogram *loudness_histogram_new(struct err *err);

void loudness_histogram_push(struct loudness_histogram *histogram, double lufs);

/* The mean, in LUFS, of the blocks that count; -HUGE_VAL when there are
 * none. */
double loudness_histogram_mean(const struct loudness_histogram *histogram,
    const struct loudness_gate *gate);

/* The loudness that `fraction` (0 to 1) of the blocks that count do not
 * exceed, by nearest rank; -HUGE_VAL when there are none. */
double loudness_histogram_percentile(const struct loudness_histogram *histogram,
    const struct loudness_gate *gate, double fraction);

void loudness_histogram_free(struct loudness_histogram *histogram);
OWNED(loudness_histogram)

#endif
