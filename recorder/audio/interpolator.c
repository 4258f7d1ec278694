/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/interpolator.h"

#include <math.h>

#define PAIRS (INTERPOLATOR_TAPS / 2)
#define LANES 8
#define MAGNITUDE_BITS 0x7fffffff

/* sin(pi t) / (pi t) under a Hann window of 12 samples. The table printed in
 * Annex 2 was tried: its points lie at 1/8 and 3/8, so the middle between two
 * samples is missed, and its outer phases read 0.24 dB low at low frequencies.
 *
 * All points lie symmetrically about the middle, so the taps work on the sums
 * and differences of samples at the same distance from it, the nearest first:
 * the two quarters are `even` plus and minus `odd`, and the higher of them is
 * the sum of both magnitudes. */
static const float middle[PAIRS] = {0.62577363f, -0.18112966f, 0.08013891f,
    -0.03370360f, 0.01035898f, -0.00098601f};
static const float even[PAIRS] = {0.59257425f, -0.13245763f, 0.05771176f,
    -0.02431688f, 0.00762797f, -0.00089958f};
static const float odd[PAIRS] = {0.30389090f, -0.02900090f, 0.01144671f,
    -0.00579087f, 0.00273199f, -0.00073214f};

static float point_between(const float *window)
{
    const float *before = window + INTERPOLATOR_BEFORE;
    float sums[3] = {0};

    for (int k = 0; k < PAIRS; k++) {
        float sum = before[-k] + before[1 + k];
        float difference = before[-k] - before[1 + k];
        sums[0] += sum * middle[k];
        sums[1] += sum * even[k];
        sums[2] += difference * odd[k];
    }

    float quarters = fabsf(sums[1]) + fabsf(sums[2]);
    return fabsf(sums[0]) > quarters ? fabsf(sums[0]) : quarters;
}

LANES_INLINE float8 load(const float *from)
{
    float8 lanes;

    lanes_copy(&lanes, from, sizeof lanes);
    return lanes;
}

/* Numbers without a sign are ordered as their bits are. */
LANES_INLINE whole8 magnitude(float8 lanes)
{
    return (whole8)lanes & MAGNITUDE_BITS;
}

LANES_INLINE whole8 higher(whole8 a, whole8 b)
{
    whole8 difference = a - b;

    return a - (difference & (difference >> 31));
}

LANES_INLINE void points_between(const float *window, float *between)
{
    const float *before = window + INTERPOLATOR_BEFORE;
    float8 sums[3] = {{0}};

    for (int k = 0; k < PAIRS; k++) {
        float8 left = load(before - k);
        float8 right = load(before + 1 + k);
        sums[0] += (left + right) * middle[k];
        sums[1] += (left + right) * even[k];
        sums[2] += (left - right) * odd[k];
    }

    float8 quarters = (float8)magnitude(sums[1]) + (float8)magnitude(sums[2]);
    whole8 highest = higher((whole8)quarters, magnitude(sums[0]));
    lanes_copy(between, &highest, sizeof highest);
}

LANES_INLINE void block_between(const float *window, float *between)
{
    for (int i = 0; i < INTERPOLATOR_BLOCK; i += LANES)
        points_between(window + i, between + i);
}

static void between_narrow(const float *window, float *between)
{
    block_between(window, between);
}

LANES_WIDE_TARGET static void between_wide(const float *window, float *between)
{
    block_between(window, between);
}

void interpolator_between(
    const float *window, float between[INTERPOLATOR_BLOCK], enum lanes lanes)
{
    if (lanes == LANES_WIDE)
        between_wide(window, between);
    else if (lanes == LANES_NARROW)
        between_narrow(window, between);
    else
        for (int i = 0; i < INTERPOLATOR_BLOCK; i++)
            between[i] = point_between(window + i);
}

static int32_t magnitude_of(float sample)
{
    int32_t bits;

    lanes_copy(&bits, &sample, sizeof bits);
    return bits & MAGNITUDE_BITS;
}

static int32_t magnitude_alone(
    int32_t highest, const float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int32_t bits = magnitude_of(samples[i]);
        highest = bits > highest ? bits : highest;
    }
    return highest;
}

/* Of pairs of lanes, so that one need not wait for the other. */
LANES_INLINE int32_t magnitude_by_lanes(const float *samples, size_t count)
{
    whole8 lanes[2] = {{0}};
    int32_t highest = 0;

    for (size_t i = 0; i < count; i += 2 * LANES) {
        lanes[0] = higher(lanes[0], magnitude(load(samples + i)));
        lanes[1] = higher(lanes[1], magnitude(load(samples + i + LANES)));
    }
    lanes[0] = higher(lanes[0], lanes[1]);
    for (int i = 0; i < LANES; i++)
        highest = lanes[0][i] > highest ? lanes[0][i] : highest;
    return highest;
}

static int32_t magnitude_narrow(const float *samples, size_t count)
{
    return magnitude_by_lanes(samples, count);
}

LANES_WIDE_TARGET static int32_t magnitude_wide(
    const float *samples, size_t count)
{
    return magnitude_by_lanes(samples, count);
}

float interpolator_magnitude(
    const float *samples, size_t count, enum lanes lanes)
{
    size_t by_lanes = lanes == LANES_NONE ? 0 : count - count % (2 * LANES);
    int32_t bits = 0;
    float highest;

    if (lanes == LANES_WIDE)
        bits = magnitude_wide(samples, by_lanes);
    else if (lanes == LANES_NARROW)
        bits = magnitude_narrow(samples, by_lanes);
    bits = magnitude_alone(bits, samples + by_lanes, count - by_lanes);
    lanes_copy(&highest, &bits, sizeof highest);
    return highest;
}
