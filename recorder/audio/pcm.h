/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Samples as everything in this folder takes them: float, full scale 1.0,
 * interleaved. One NaN would stay for ever in a recursive filter, and one
 * huge sample would overflow it, so both are taken out where sound comes in.
 */
#ifndef ROOMCAST_AUDIO_PCM_H
#define ROOMCAST_AUDIO_PCM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define PCM_LOUDEST 100.0f /* +40 dBFS */

/* The sample itself, 0 for NaN and infinity, at most +-PCM_LOUDEST. */
static inline float pcm_finite(float sample)
{
    if (fabsf(sample) <= PCM_LOUDEST)
        return sample;
    return isfinite(sample) ? copysignf(PCM_LOUDEST, sample) : 0;
}

/* `to` may be `from`. */
void pcm_copy_finite(float *to, const float *from, size_t samples);

/* Full scale of 16 bits is a little less than 1. */
#define PCM_FULL_SCALE 0.9999f

/* How many samples stand at full scale beside another of their channel: one
 * alone is the peak of something that was made to reach it. */
int64_t pcm_count_clipped(const float *pcm, size_t frames, int channels);

#endif
