/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loudness by ITU-R BS.1770-5 and EBU R 128 (Tech 3341 and 3342), while it
 * happens: momentary, short-term and integrated, the range, sample peak and
 * true peak.
 *
 *     meter = loudness_meter_new(2, err);
 *     loudness_meter_push(meter, pcm, frames);     any number of frames
 *     struct loudness now = loudness_meter_read(meter);
 *
 * Constant memory (half a megabyte at most) for days. Integrated loudness is
 * that of an endless list of blocks within 0.002 LU, the range within 0.02 LU
 * (loudness_histogram.h). It costs a twenty-fifth of what libebur128
 * takes: the filter is vectorised (k_filter.h), and points between samples
 * are only looked at where the samples around them leave room for a new peak
 * (interpolator.h).
 */
#ifndef ROOMCAST_AUDIO_LOUDNESS_METER_H
#define ROOMCAST_AUDIO_LOUDNESS_METER_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define LOUDNESS_METER_MOST_CHANNELS 8

/* What has been measured; -HUGE_VAL where nothing has (silence). */
struct loudness {
    double integrated_lufs; /* gated, BS.1770-5 */
    double range_lu;        /* EBU Tech 3342; 0 where nothing was measured */
    double momentary_lufs;  /* the last 400 ms */
    double short_term_lufs; /* the last 3 s */
    double true_peak_dbtp;  /* the highest so far, of all channels */
    double sample_peak_dbfs;
    double highest_momentary_lufs; /* of all windows, moved on by 10 ms */
    double highest_short_term_lufs;
};

/* What is to be measured. */
struct loudness_format {
    int channels; /* 1 to LOUDNESS_METER_MOST_CHANNELS */
    int rate_hz;  /* 4000 to 384000 */
    /* What each channel's power counts: 1, for surrounds 1.41, 0 for low
     * frequency effects (BS.1770-5, table 3). NULL: 1 each. */
    const double *weights;
    /* One channel is measured as two with the same sound, which is how it
     * will be played: 3 LU more. */
    bool dual_mono;
};

struct loudness_meter;

/* 48 kHz, one or two channels, each counted as it is: one mono channel
 * measures 3 LU less than the same in two. */
struct loudness_meter *loudness_meter_new(int channels, struct err *err);

struct loudness_meter *loudness_meter_new_of(
    const struct loudness_format *format, struct err *err);

/* Interleaved float. NaN and infinite samples count as silence, what is
 * beyond +40 dBFS as that. */
void loudness_meter_push(
    struct loudness_meter *meter, const float *pcm, size_t frames);

struct loudness loudness_meter_read(const struct loudness_meter *meter);

/* What it would have measured had all been pushed with a gain (-40 to 40 dB).
 * That is not the gain added: quiet sound that a gain lifts above the absolute
 * gate of -70 LUFS counts from then on. */
struct loudness loudness_meter_read_after(
    const struct loudness_meter *meter, double gain_db);

/* The same as loudness_meter_read() has them, at next to no cost. */
double loudness_meter_momentary(const struct loudness_meter *meter);
double loudness_meter_short_term(const struct loudness_meter *meter);

void loudness_meter_free(struct loudness_meter *meter);
OWNED(loudness_meter)

#endif
