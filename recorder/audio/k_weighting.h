/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loudness of short stretches: the K filter of ITU-R BS.1770-5, Annex 1, at
 * 48 kHz (k_filter.h), for what decides about gains ten milliseconds at a time.
 * What is written into a file is measured by the loudness_meter.
 *
 * A plain record; zeroed, then `channels` set, it is ready.
 */
#ifndef ROOMCAST_AUDIO_K_WEIGHTING_H
#define ROOMCAST_AUDIO_K_WEIGHTING_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/audio/k_filter.h"

struct k_weighting {
    size_t channels; /* 1 or 2 */
    bool is_designed;
    struct k_filter filter;
    struct k_filter_state state[2];
};

/* The mean square of interleaved finite samples after the filter, added over
 * the channels. */
double k_weighting_energy(
    struct k_weighting *weighting, const float *pcm, size_t frames);

/* LUFS of such a mean square (or of the mean of several); -HUGE_VAL for 0. */
double k_weighting_lufs(double energy);

/* The other way round. */
double k_weighting_energy_of(double lufs);

#endif
