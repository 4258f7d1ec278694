/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes out the direct current that a cheap sound card or telephone gateway
 * adds: it is not heard, but a limiter takes it for a peak, and encoders take
 * it out behind the limiter's back.
 *
 *     struct dc_remover remover = {0};
 *     dc_remover_process(&remover, pcm, channels, frames);
 *
 * Within a second no more than DC_REMOVER_LEAST is left. Sound with less passes
 * bit for bit; nothing that is heard is changed, in level or phase.
 */
#ifndef ROOMCAST_AUDIO_DC_REMOVER_H
#define ROOMCAST_AUDIO_DC_REMOVER_H

#include <stddef.h>

#define DC_REMOVER_LEAST 0.004 /* of full scale, 1: -48 dBFS */
#define DC_REMOVER_MOST_CHANNELS 2

/* Zeroed, it is ready. */
struct dc_remover {
    double sum[DC_REMOVER_MOST_CHANNELS];  /* of the running piece */
    double mean[DC_REMOVER_MOST_CHANNELS]; /* of the last quarter of a second */
    double taken[DC_REMOVER_MOST_CHANNELS]; /* from the last frame */
    double step[DC_REMOVER_MOST_CHANNELS];  /* what more from each frame */
    size_t frames;                          /* of the running piece */
    size_t pieces;                          /* as many as the mean is of */
};

/* Finite samples, interleaved, 48 kHz, in place; in blocks of any size, which
 * make no difference. */
void dc_remover_process(
    struct dc_remover *remover, float *pcm, size_t channels, size_t frames);

#endif
