/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/pcm.h"

#include <stdbool.h>

#include "recorder/audio/lanes.h"

#define LANES 8
#define BLOCK (4 * LANES)
#define MAGNITUDE_BITS 0x7fffffff

static int32_t bits_of(float number)
{
    int32_t bits;

    lanes_copy(&bits, &number, sizeof bits);
    return bits;
}

/* Whether any of a block is as great, or is NaN: without their signs, numbers
 * are ordered as their bits are. */
static bool reaches(const float *samples, float level)
{
    int32_t least = bits_of(level);
    whole8 found = {0};
    int64_t halves[LANES / 2];

    for (int i = 0; i < BLOCK; i += LANES) {
        whole8 bits;
        lanes_copy(&bits, samples + i, sizeof bits);
        found |= (bits & MAGNITUDE_BITS) >= least;
    }
    lanes_copy(halves, &found, sizeof halves);
    return (halves[0] | halves[1]) | (halves[2] | halves[3]);
}

static void copy_alone(float *to, const float *from, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        to[i] = pcm_finite(from[i]);
}

void pcm_copy_finite(float *to, const float *from, size_t samples)
{
    size_t i = 0;

    for (; i + BLOCK <= samples; i += BLOCK) {
        if (reaches(from + i, PCM_LOUDEST))
            copy_alone(to + i, from + i, BLOCK);
        else if (to != from)
            lanes_copy(to + i, from + i, BLOCK * sizeof *to);
    }
    copy_alone(to + i, from + i, samples - i);
}

static int64_t count_alone(const float *pcm, size_t samples, int channels)
{
    int64_t count = 0;

    for (size_t i = 0; i < samples; i++)
        count += fabsf(pcm[i]) >= PCM_FULL_SCALE &&
                 fabsf(pcm[(ptrdiff_t)i - channels]) >= PCM_FULL_SCALE;
    return count;
}

/* Nearly all blocks of nearly all rooms are below full scale. */
int64_t pcm_count_clipped(const float *pcm, size_t frames, int channels)
{
    size_t samples = frames * (size_t)channels;
    size_t i = (size_t)channels;
    int64_t count = 0;

    for (; i + BLOCK <= samples; i += BLOCK) {
        if (reaches(pcm + i, PCM_FULL_SCALE))
            count += count_alone(pcm + i, BLOCK, channels);
    }
    return i < samples ? count + count_alone(pcm + i, samples - i, channels)
                       : count;
}
