/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies between the samples: four times oversampling as ITU-R BS.1770-5,
 * Annex 2, asks for, twelve taps for each of the points at a quarter, a half
 * and three quarters between two samples.
 *
 * Finite samples of one channel, of any rate. At 48 kHz that is what the
 * standard asks for; at higher rates it is more.
 */
#ifndef ROOMCAST_AUDIO_INTERPOLATOR_H
#define ROOMCAST_AUDIO_INTERPOLATOR_H

#include <stddef.h>

#include "recorder/audio/lanes.h"

#define INTERPOLATOR_TAPS 12
#define INTERPOLATOR_BEFORE 5 /* samples of the window before the points */
#define INTERPOLATOR_BLOCK 48

/* No point is higher than this times the highest of the twelve samples around
 * it: the sum of the taps' magnitudes, 1.86418, and what rounding may add. */
#define INTERPOLATOR_MOST_RISE 1.8642f

/* between[i] becomes the highest magnitude of the three points between
 * window[i + 5] and window[i + 6]. Reads INTERPOLATOR_BLOCK + 11 samples. */
void interpolator_between(
    const float *window, float between[INTERPOLATOR_BLOCK], enum lanes lanes);

/* The same where one of the two samples about a point exceeds `least`; where
 * none does, in groups of eight, 0. */
void interpolator_between_above(const float *window, float least,
    float between[INTERPOLATOR_BLOCK], enum lanes lanes);

/* What one of the two samples about a point has to exceed for the point to be
 * higher than `floor`; HUGE_VALF if none of those given does. */
float interpolator_least(
    const float *samples, size_t count, float floor, enum lanes lanes);

/* What none of the samples and of the points between them is higher than, as
 * far as the twelve samples around a point are given: 1.8642 times the highest
 * sample, or, where that exceeds `floor`, what follows from how sharply the
 * samples bend, if it is less. Music and speech bend little: then it is a
 * hundredth above the highest sample. */
float interpolator_bound(
    const float *samples, size_t count, float floor, enum lanes lanes);

/* The highest magnitude of all; not finite where a sample is not. */
float interpolator_magnitude(
    const float *samples, size_t count, enum lanes lanes);

#endif
