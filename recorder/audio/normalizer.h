/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `normalize = level`: takes out direct current (dc_remover), evens out talkers
 * (leveller) and keeps the peaks down (limiter), with the look-ahead of both
 * taken out again, so that what comes out is as long as what went in and at the
 * same place.
 *
 *     while (...)
 *         normalizer_push(n, pcm, frames);
 *         while ((got = normalizer_pull(n, block, 960)) > 0) ...
 *     normalizer_finish(n);                  the look-ahead comes out
 *     while ((got = normalizer_pull(n, block, 960)) > 0) ...
 *
 * 48 kHz, interleaved float.
 */
#ifndef ROOMCAST_AUDIO_NORMALIZER_H
#define ROOMCAST_AUDIO_NORMALIZER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct normalizer;

struct normalizer *normalizer_new(
    int channels, double target_lufs, struct err *err);

/* See leveller.h. */
void normalizer_expect(struct normalizer *normalizer, double talker_lufs);
double normalizer_talker_lufs(const struct normalizer *normalizer);

/* Takes up to 5760 frames, after everything was pulled. */
void normalizer_push(
    struct normalizer *normalizer, const float *pcm, size_t frames);

/* Gives up to `most` frames of what is ready; 0 when nothing is. */
size_t normalizer_pull(struct normalizer *normalizer, float *pcm, size_t most);

/* No more will be pushed. */
void normalizer_finish(struct normalizer *normalizer);

/* After coding, no true peak of what was pulled should be higher than this (for
 * a peak_keeper). At most -2 dBTP, less while the programme is below its
 * target: the header gain will have to find room for the rest. */
double normalizer_decoded_peak_dbtp(const struct normalizer *normalizer);

/* By how much it is behind, for a live listener. */
int normalizer_lookahead_48k(const struct normalizer *normalizer);

void normalizer_free(struct normalizer *normalizer);
OWNED(normalizer)

#endif
