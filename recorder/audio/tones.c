/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/tones.h"

#include <math.h>
#include <string.h>

#include "recorder/base/unfilled.h"

#define STEP_HOPS 6
#define STEPS 25.0
#define STEPS_LATELY 12.0
#define BASS_LINES 3
#define LEAST_ENERGY 1e-6F
/* Per step, 1 dB, so that who is faint counts soon after loud music. */
#define FADE 0.8F
/* By so much drums and syllables are louder than what is between them. */
#define STROKE 10.0

/* Four lanes, so that compilers may add in any order that vectors have. */
#define LANES 4

static float product(const float *a, const float *b)
{
    float sums[LANES] = {0};

    for (int i = 0; i < LINE_SPECTRUM_LINES; i += LANES)
        for (int lane = 0; lane < LANES; lane++)
            sums[lane] += a[i + lane] * b[i + lane];
    return sums[0] + sums[1] + sums[2] + sums[3];
}

static void follow(
    struct tones_mean *mean, double value, double weight, double steps)
{
    mean->sum += (weight * value - mean->sum) / steps;
    mean->weight += (weight - mean->weight) / steps;
}

/* What both spectra have counts as much as the fainter one is loud. */
static void compare(struct tones *tones, const float *lines, float energy)
{
    const float *before = tones->lines[tones->oldest];
    float energy_before = tones->energy[tones->oldest];
    float bass = 0;

    for (int i = 0; i < BASS_LINES; i++)
        bass += lines[i] * lines[i];
    follow(&tones->bass, bass / energy, energy / tones->loudest, STEPS);
    if (energy_before < LEAST_ENERGY)
        return;
    double alike =
        product(lines, before) / sqrtf(energy) / sqrtf(energy_before);
    double weight = sqrtf(fminf(energy, energy_before) / tones->loudest);
    follow(&tones->stay, alike, weight, STEPS);
    follow(&tones->stay_lately, alike, weight, STEPS_LATELY);
}

static void scale(struct tones_mean *mean, double by)
{
    mean->sum *= by;
    mean->weight *= by;
}

/* What was counted before something much louder began is as faint beside it. */
static void follow_loudest(struct tones *tones, float energy)
{
    tones->loudest *= FADE;
    if (energy <= tones->loudest)
        return;
    double by = fmin(1, STROKE * tones->loudest / energy);
    scale(&tones->bass, by);
    scale(&tones->stay, sqrt(by));
    scale(&tones->stay_lately, sqrt(by));
    tones->loudest = energy;
}

void tones_push(
    struct tones *tones, const float samples[TONES_HOP], bool counts)
{
    UNFILLED float lines[LINE_SPECTRUM_LINES];
    size_t kept = LINE_SPECTRUM_SAMPLES - TONES_HOP;

    memmove(tones->sample, tones->sample + TONES_HOP, kept * sizeof *samples);
    memcpy(tones->sample + kept, samples, TONES_HOP * sizeof *samples);
    if (++tones->hops < STEP_HOPS)
        return;
    tones->hops = 0;
    line_spectrum_take(&tones->spectrum, tones->sample, lines);
    float energy = product(lines, lines);
    follow_loudest(tones, energy);
    if (counts && energy > LEAST_ENERGY)
        compare(tones, lines, energy);
    memcpy(tones->lines[tones->oldest], lines, sizeof lines);
    tones->energy[tones->oldest] = energy;
    tones->oldest = (tones->oldest + 1) % TONES_SPECTRA;
}

static double value_of(struct tones_mean mean)
{
    return mean.weight > 0 ? mean.sum / mean.weight : 0;
}

double tones_stay(const struct tones *tones)
{
    return value_of(tones->stay);
}

double tones_stay_lately(const struct tones *tones)
{
    return value_of(tones->stay_lately);
}

double tones_bass(const struct tones *tones)
{
    return value_of(tones->bass);
}
