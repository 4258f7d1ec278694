/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/programme_loudness.h"

#include <math.h>
#include <stdint.h>

#include "recorder/audio/k_weighting.h"
#include "recorder/audio/loudness_histogram.h"

#define STEP_FRAMES 4800
#define STEPS_PER_BLOCK 4
#define STEP_SECONDS 0.1
#define ABSOLUTE_GATE_LUFS (-70.0)

struct programme_loudness {
    struct k_weighting weighting;
    struct loudness_histogram *histogram;
    double energy[STEPS_PER_BLOCK];
    double energy_in_step;
    size_t frames_in_step;
    uint64_t steps;
    uint64_t counted;
};

struct programme_loudness *programme_loudness_new(int channels, struct err *err)
{
    own(programme_loudness) programme = calloc(1, sizeof *programme);

    if (!programme)
        return err_no_memory(err), NULL;
    programme->weighting.channels = (size_t)channels;
    programme->histogram = loudness_histogram_new(err);
    if (!programme->histogram)
        return NULL;
    return take(programme);
}

static void finish_step(struct programme_loudness *programme)
{
    double sum = 0;

    programme->energy[programme->steps % STEPS_PER_BLOCK] =
        programme->energy_in_step / STEP_FRAMES;
    programme->energy_in_step = 0;
    programme->frames_in_step = 0;
    if (++programme->steps < STEPS_PER_BLOCK)
        return;
    for (int i = 0; i < STEPS_PER_BLOCK; i++)
        sum += programme->energy[i];

    double lufs = k_weighting_lufs(sum / STEPS_PER_BLOCK);
    loudness_histogram_push(programme->histogram, lufs);
    if (lufs >= ABSOLUTE_GATE_LUFS)
        programme->counted++;
}

void programme_loudness_push(
    struct programme_loudness *programme, const float *pcm, size_t frames)
{
    while (frames > 0) {
        size_t now = STEP_FRAMES - programme->frames_in_step;
        now = now < frames ? now : frames;
        programme->energy_in_step +=
            (double)now * k_weighting_energy(&programme->weighting, pcm, now);
        programme->frames_in_step += now;
        if (programme->frames_in_step == STEP_FRAMES)
            finish_step(programme);
        pcm += now * programme->weighting.channels;
        frames -= now;
    }
}

double programme_loudness_integrated(const struct programme_loudness *programme)
{
    static const struct loudness_gate gate = {.relative_lu = -10};

    return loudness_histogram_mean(programme->histogram, &gate);
}

double programme_loudness_seconds(const struct programme_loudness *programme)
{
    return (double)programme->counted * STEP_SECONDS;
}

void programme_loudness_free(struct programme_loudness *programme)
{
    if (!programme)
        return;
    loudness_histogram_free(programme->histogram);
    free(programme);
}
