/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/interpolator.h"

#include <math.h>
#include <stdbool.h>

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

/* Of the nine samples about eight points. */
LANES_INLINE bool any_above(const float *samples, int32_t least)
{
    whole8 found = (magnitude(load(samples)) > least) |
                   (magnitude(load(samples + 1)) > least);
    int64_t pairs[LANES / 2];

    lanes_copy(pairs, &found, sizeof pairs);
    return (pairs[0] | pairs[1]) | (pairs[2] | pairs[3]);
}

LANES_INLINE void block_above(const float *window, float least, float *between)
{
    int32_t bits;

    lanes_copy(&bits, &least, sizeof bits);
    for (int i = 0; i < INTERPOLATOR_BLOCK; i += LANES) {
        if (any_above(window + i + INTERPOLATOR_BEFORE, bits))
            points_between(window + i, between + i);
        else
            __builtin_memset(between + i, 0, LANES * sizeof *between);
    }
}

static void above_narrow(const float *window, float least, float *between)
{
    block_above(window, least, between);
}

LANES_WIDE_TARGET static void above_wide(
    const float *window, float least, float *between)
{
    block_above(window, least, between);
}

static void above_alone(const float *window, float least, float *between)
{
    for (int i = 0; i < INTERPOLATOR_BLOCK; i++) {
        const float *about = window + i + INTERPOLATOR_BEFORE;
        bool is_above = fabsf(about[0]) > least || fabsf(about[1]) > least;
        between[i] = is_above ? point_between(window + i) : 0;
    }
}

void interpolator_between_above(const float *window, float least,
    float between[INTERPOLATOR_BLOCK], enum lanes lanes)
{
    if (lanes == LANES_WIDE)
        above_wide(window, least, between);
    else if (lanes == LANES_NARROW)
        above_narrow(window, least, between);
    else
        above_alone(window, least, between);
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

/* By how much a sample's two neighbours lie above or below its own level,
 * both together. */
static float bend_of(const float *samples)
{
    return (samples[0] - samples[1]) + (samples[2] - samples[1]);
}

static float bend_alone(const float *samples, size_t count)
{
    float highest = 0;

    for (size_t i = 0; i + 2 < count; i++)
        highest = fmaxf(highest, fabsf(bend_of(samples + i)));
    return highest;
}

/* The last lanes overlap those before them. */
LANES_INLINE float bend_by_lanes(const float *samples, size_t count)
{
    size_t last = count - 2 - LANES;
    whole8 lanes = {0};
    float bends[LANES];

    for (size_t i = 0;; i = i + LANES < last ? i + LANES : last) {
        float8 middle_ones = load(samples + i + 1);
        float8 bend = (load(samples + i) - middle_ones) +
                      (load(samples + i + 2) - middle_ones);
        lanes = higher(lanes, magnitude(bend));
        if (i == last)
            break;
    }
    lanes_copy(bends, &lanes, sizeof bends);
    for (int i = 1; i < LANES; i++)
        bends[0] = bends[i] > bends[0] ? bends[i] : bends[0];
    return bends[0];
}

static float bend_narrow(const float *samples, size_t count)
{
    return bend_by_lanes(samples, count);
}

LANES_WIDE_TARGET static float bend_wide(const float *samples, size_t count)
{
    return bend_by_lanes(samples, count);
}

static float highest_bend(const float *samples, size_t count, enum lanes lanes)
{
    if (lanes == LANES_NONE || count < LANES + 2)
        return bend_alone(samples, count);
    return lanes == LANES_WIDE ? bend_wide(samples, count)
                               : bend_narrow(samples, count);
}

/* Seen from the straight line through the two samples about a point, every
 * other sample lies off by a sum of the bends between. The taps' sum is 1.0009
 * at most and their centre is the point itself, so of the line they make
 * 1.0009 times a value between those two samples; and of the bends, each
 * weighed by the taps beyond it, 0.3013 times the sharpest. */
#define LINE_MOST 1.001F
#define BEND_MOST 0.3014F

float interpolator_least(
    const float *samples, size_t count, float floor, enum lanes lanes)
{
    float highest = interpolator_magnitude(samples, count, lanes);

    if (highest * INTERPOLATOR_MOST_RISE <= floor)
        return HUGE_VALF;
    float bend = highest_bend(samples, count, lanes);
    float least = (floor - BEND_MOST * bend) / LINE_MOST;
    return least >= highest ? HUGE_VALF : least;
}

float interpolator_bound(
    const float *samples, size_t count, float floor, enum lanes lanes)
{
    float highest = interpolator_magnitude(samples, count, lanes);
    float bound = highest * INTERPOLATOR_MOST_RISE;

    if (bound <= floor)
        return bound;
    return fminf(bound,
        LINE_MOST * highest + BEND_MOST * highest_bend(samples, count, lanes));
}
