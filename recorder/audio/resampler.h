/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any sample rate to 48 kHz, by soxr (high quality, float).
 *
 * Delay is taken out: N frames at R Hz become N * 48000 / R frames (rounded),
 * at the same place, once finished.
 *
 * Another kind keeps the rate but for a few parts in a million, which may
 * change at any time: it lets a card's clock run by ours, unheard.
 */
#ifndef ROOMCAST_AUDIO_RESAMPLER_H
#define ROOMCAST_AUDIO_RESAMPLER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct resampler;

/* 1 to 2 channels, 1000 to 768000 Hz. At 48000 Hz it copies. */
struct resampler *resampler_new(int channels, int rate_hz, struct err *err);

/* Keeps the rate: N frames become N * (1 + stretch). The stretch is 0 at
 * first. */
struct resampler *resampler_new_stretching(int channels, struct err *err);

/* From now on; within +-RESAMPLER_MOST_STRETCH. */
#define RESAMPLER_MOST_STRETCH 0.005
void resampler_set_stretch(struct resampler *resampler, double stretch);

/* How many frames may be pushed at once so that all that becomes ready fits
 * in RESAMPLER_MOST_OUT frames. At least 1. */
#define RESAMPLER_MOST_OUT 5760
size_t resampler_most_in(const struct resampler *resampler);

/* Takes at most resampler_most_in() frames and writes what is ready to `out`
 * (room for RESAMPLER_MOST_OUT frames). Returns the number written. */
size_t resampler_push(
    struct resampler *resampler, const float *pcm, size_t frames, float *out);

/* The rest, in rounds until it returns 0. */
size_t resampler_drain(struct resampler *resampler, float *out);

void resampler_free(struct resampler *resampler);
OWNED(resampler)

#endif
