/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/speech_detector.h"

#include "recorder/audio/k_weighting.h"

#define LEAST_LUFS (-66) /* below it there is only silence */
#define SPEECH_LEAST_LUFS (-58)
#define SPEECH_ABOVE_FLOOR_LU 9
#define FLOOR_SHARE 10      /* the quiet tenth */
#define COUNTED_AT_LEAST 20 /* 200 ms: before, nothing is known */

static double smooth(struct speech_detector *detector, double energy)
{
    double sum = 0;

    detector->energy[detector->energy_at] = energy;
    detector->energy_at = (detector->energy_at + 1) % SPEECH_DETECTOR_SMOOTHED;
    for (int i = 0; i < SPEECH_DETECTOR_SMOOTHED; i++)
        sum += detector->energy[i];
    return k_weighting_lufs(sum / SPEECH_DETECTOR_SMOOTHED);
}

/* Bin 0 is silence and left out of the floor: a gate or DTX between the words
 * of a hissing microphone would otherwise make its hiss stand out. */
static int bin_of(double lufs)
{
    if (!(lufs > LEAST_LUFS))
        return 0;

    int bin = 1 + (int)(lufs - LEAST_LUFS);
    return bin < SPEECH_DETECTOR_BINS ? bin : SPEECH_DETECTOR_BINS - 1;
}

static void remember(struct speech_detector *detector, int bin)
{
    int before = detector->level[detector->level_at];

    if (before > 0) {
        detector->count[before]--;
        detector->counted--;
    }
    if (bin > 0) {
        detector->count[bin]++;
        detector->counted++;
    }
    detector->level[detector->level_at] = (uint8_t)bin;
    detector->level_at = (detector->level_at + 1) % SPEECH_DETECTOR_STEPS;
}

static int floor_bin(const struct speech_detector *detector)
{
    int rest = detector->counted / FLOOR_SHARE;
    int bin = 1;

    while (bin < SPEECH_DETECTOR_BINS - 1 && rest >= detector->count[bin])
        rest -= detector->count[bin++];
    return bin;
}

bool speech_detector_push(struct speech_detector *detector, double energy)
{
    double lufs = smooth(detector, energy);
    int bin = bin_of(lufs);

    remember(detector, bin);
    return detector->counted >= COUNTED_AT_LEAST && lufs > SPEECH_LEAST_LUFS &&
           bin >= floor_bin(detector) + SPEECH_ABOVE_FLOOR_LU;
}
