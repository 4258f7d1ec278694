/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/programme_loudness.h"

#include <math.h>
#include <stdint.h>

#include "recorder/audio/k_weighting.h"
#include "recorder/audio/loudness_histogram.h"

#define HOPS_PER_STEP 10 /* 100 ms */
#define STEPS_PER_BLOCK 4
#define STEP_SECONDS 0.1
#define ABSOLUTE_GATE_LUFS (-70.0)

struct programme_loudness {
    struct loudness_histogram *histogram;
    double energy[STEPS_PER_BLOCK];
    double energy_in_step; /* its sum */
    int hops_in_step;
    uint64_t steps;
    uint64_t counted;
    double integrated_lufs; /* after the last step */
};

struct programme_loudness *programme_loudness_new(struct err *err)
{
    own(programme_loudness) programme = calloc(1, sizeof *programme);

    if (!programme)
        return err_no_memory(err), NULL;
    programme->integrated_lufs = -HUGE_VAL;
    programme->histogram = loudness_histogram_new(err);
    if (!programme->histogram)
        return NULL;
    return take(programme);
}

static void finish_step(struct programme_loudness *programme)
{
    static const struct loudness_gate gate = {.relative_lu = -10};
    double sum = 0;

    programme->energy[programme->steps % STEPS_PER_BLOCK] =
        programme->energy_in_step / HOPS_PER_STEP;
    programme->energy_in_step = 0;
    programme->hops_in_step = 0;
    if (++programme->steps < STEPS_PER_BLOCK)
        return;
    for (int i = 0; i < STEPS_PER_BLOCK; i++)
        sum += programme->energy[i];

    double lufs = k_weighting_lufs(sum / STEPS_PER_BLOCK);
    loudness_histogram_push(programme->histogram, lufs);
    if (lufs >= ABSOLUTE_GATE_LUFS)
        programme->counted++;
    programme->integrated_lufs =
        loudness_histogram_mean(programme->histogram, &gate);
}

void programme_loudness_push(
    struct programme_loudness *programme, double energy)
{
    programme->energy_in_step += energy;
    if (++programme->hops_in_step == HOPS_PER_STEP)
        finish_step(programme);
}

double programme_loudness_integrated(const struct programme_loudness *programme)
{
    return programme->integrated_lufs;
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
