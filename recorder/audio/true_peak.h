/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * True peak as a stream, frame by frame, for the limiter; interpolator.h says
 * how (BS.1770-5, Annex 2).
 *
 *     true_peak_push(peak, pcm, frames, floor, peaks);   any number of frames
 *
 * 48 kHz, interleaved finite floats, one or two channels.
 */
#ifndef ROOMCAST_AUDIO_TRUE_PEAK_H
#define ROOMCAST_AUDIO_TRUE_PEAK_H

#include <stddef.h>

#include "recorder/audio/interpolator.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* peaks[n] speaks of the frame so long before the n-th one pushed. */
#define TRUE_PEAK_DELAY_48K 6

/* No interpolated point is higher than this times the highest of the twelve
 * samples around it. */
#define TRUE_PEAK_MOST_RISE INTERPOLATOR_MOST_RISE

struct true_peak;

struct true_peak *true_peak_new(int channels, struct err *err);

/* Gives for each frame the highest magnitude, in all channels, of the sample
 * and of the points between it and its two neighbours. Where no peak can
 * exceed `floor`, any value up to it may be given instead, which saves nearly
 * all the work; it must not fall from call to call. */
void true_peak_push(struct true_peak *peak, const float *pcm, size_t frames,
    float floor, float *peaks);

void true_peak_free(struct true_peak *peak);
OWNED(true_peak)

#endif
