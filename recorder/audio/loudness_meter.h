/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loudness by ITU-R BS.1770-4 and EBU R 128, while it happens.
 *
 * 48 kHz, one or two channels, each counted as it is (one mono channel
 * measures 3 LU less than the same in two). Constant memory for days.
 *
 *     meter = loudness_meter_new(2, err);
 *     loudness_meter_push(meter, pcm, frames);     any number of frames
 *     struct loudness now = loudness_meter_read(meter);
 */
#ifndef ROOMCAST_AUDIO_LOUDNESS_METER_H
#define ROOMCAST_AUDIO_LOUDNESS_METER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* What has been measured; -HUGE_VAL where nothing has (silence). */
struct loudness {
    double integrated_lufs; /* gated, BS.1770-4 */
    double range_lu;        /* EBU Tech 3342; 0 where nothing was measured */
    double momentary_lufs;  /* the last 400 ms */
    double short_term_lufs; /* the last 3 s */
    double true_peak_dbtp;  /* the highest so far, of all channels */
};

struct loudness_meter;

struct loudness_meter *loudness_meter_new(int channels, struct err *err);

/* Interleaved float. NaN and infinite samples count as silence. */
void loudness_meter_push(
    struct loudness_meter *meter, const float *pcm, size_t frames);

struct loudness loudness_meter_read(const struct loudness_meter *meter);

/* What it would have measured had all been pushed with a gain (-40 to 40 dB).
 * That is not the gain added: quiet sound that a gain lifts above the absolute
 * gate of -70 LUFS counts from then on. */
struct loudness loudness_meter_read_after(
    const struct loudness_meter *meter, double gain_db);

void loudness_meter_free(struct loudness_meter *meter);
OWNED(loudness_meter)

#endif
