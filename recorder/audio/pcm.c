/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/pcm.h"

#include <string.h>

#include "recorder/audio/interpolator.h"

#define BLOCK 64

/* The greatest of the magnitudes, NaN if there is one. */
static float highest(const float *samples, size_t count)
{
    return interpolator_magnitude(samples, count, lanes_best());
}

static void copy_alone(float *to, const float *from, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        to[i] = pcm_finite(from[i]);
}

void pcm_copy_finite(float *to, const float *from, size_t samples)
{
    if (!(highest(from, samples) <= PCM_LOUDEST))
        copy_alone(to, from, samples);
    else if (to != from)
        memcpy(to, from, samples * sizeof *to);
}

static int64_t count_alone(const float *pcm, size_t samples, int channels)
{
    int64_t count = 0;

    for (size_t i = 0; i < samples; i++)
        count += fabsf(pcm[i]) >= PCM_FULL_SCALE &&
                 fabsf(pcm[(ptrdiff_t)i - channels]) >= PCM_FULL_SCALE;
    return count;
}

static int64_t count_by_blocks(const float *pcm, size_t samples, int channels)
{
    int64_t count = 0;

    for (size_t i = (size_t)channels; i < samples; i += BLOCK) {
        size_t part = samples - i < BLOCK ? samples - i : BLOCK;
        if (!(highest(pcm + i, part) < PCM_FULL_SCALE))
            count += count_alone(pcm + i, part, channels);
    }
    return count;
}

/* Nearly all of nearly all rooms is below full scale. */
int64_t pcm_count_clipped(const float *pcm, size_t frames, int channels)
{
    size_t samples = frames * (size_t)channels;

    return highest(pcm, samples) < PCM_FULL_SCALE
               ? 0
               : count_by_blocks(pcm, samples, channels);
}
