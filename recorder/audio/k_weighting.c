/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/k_weighting.h"

#include <math.h>

#include "recorder/base/unfilled.h"

#define RATE_HZ 48000
#define BLOCK_FRAMES 480
#define OFFSET_LU 0.691

static double channel_energy(struct k_weighting *weighting, size_t channel,
    const float *pcm, size_t frames)
{
    UNFILLED float samples[BLOCK_FRAMES];

    for (size_t i = 0; i < frames; i++)
        samples[i] = pcm[i * weighting->channels + channel];
    return k_filter_energy(&weighting->filter, &weighting->state[channel],
        samples, frames, lanes_best());
}

double k_weighting_energy(
    struct k_weighting *weighting, const float *pcm, size_t frames)
{
    double sum = 0;

    if (!weighting->is_designed)
        k_filter_design(&weighting->filter, RATE_HZ);
    weighting->is_designed = true;
    for (size_t at = 0; at < frames; at += BLOCK_FRAMES) {
        size_t now = frames - at < BLOCK_FRAMES ? frames - at : BLOCK_FRAMES;
        const float *block = pcm + at * weighting->channels;
        for (size_t c = 0; c < weighting->channels; c++)
            sum += channel_energy(weighting, c, block, now);
    }
    return frames > 0 ? sum / (double)frames : 0;
}

double k_weighting_lufs(double energy)
{
    return energy > 0 ? 10 * log10(energy) - OFFSET_LU : -HUGE_VAL;
}

double k_weighting_energy_of(double lufs)
{
    return pow(10, (lufs + OFFSET_LU) / 10);
}
