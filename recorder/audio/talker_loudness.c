/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/talker_loudness.h"

#include <math.h>
#include <string.h>

#include "recorder/audio/k_weighting.h"

#define BLOCK_STEPS 8 /* 400 ms */
#define GATE_SHARE 0.1
#define EXPECTED_STEPS 6 /* what an expectation weighs */

/* A single step counts as so much louder than the mean at most. */
#define MOST_ABOVE_LU 9.0

/* What the latest steps have to differ by from those before them to be
 * somebody else's. One talker's own words differ by some dB, and end softer
 * than they begin. */
struct change {
    int steps;
    double louder_lu;
    double quieter_lu;
};

static const struct change changes[] = {
    {8, 6.5, 11},
    {12, 5.5, 8},
    {20, 4.5, 5.5},
    {32, 3, 3.5},
    {64, 2, 2.2},
};

/* A shout is caught sooner: all but one of so many steps are louder. */
#define SHOUT_STEPS 5
#define SHOUT_ABOVE_LU 7.0

/* Steps from `newest` back, 0 being the latest. */
struct stretch {
    int newest;
    int count;
};

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* The mean of the blocks of 400 ms that lie in it, louder than `gate`. */
static double mean_of_blocks(const struct talker_loudness *talker,
    struct stretch stretch, double gate, double most)
{
    const double *energy = talker->energy + stretch.newest;
    int length = stretch.count < BLOCK_STEPS ? stretch.count : BLOCK_STEPS;
    double block = 0;
    double sum = 0;
    int counted = 0;

    for (int i = 0; i < stretch.count; i++) {
        block += least(energy[i], most);
        if (i >= length)
            block -= least(energy[i - length], most);
        if (i >= length - 1 && block > gate * length) {
            sum += block;
            counted++;
        }
    }
    return counted > 0 ? sum / counted / length : 0;
}

static double gated_lufs(
    const struct talker_loudness *talker, struct stretch stretch, double most)
{
    double mean = mean_of_blocks(talker, stretch, 0, most);

    return k_weighting_lufs(
        mean_of_blocks(talker, stretch, GATE_SHARE * mean, most));
}

static bool is_shout(const struct talker_loudness *talker, double before_lufs)
{
    int louder = 0;

    for (int i = 0; i < SHOUT_STEPS; i++)
        if (k_weighting_lufs(talker->energy[i]) > before_lufs + SHOUT_ABOVE_LU)
            louder++;
    return louder >= SHOUT_STEPS - 1;
}

/* The energy a step counts as at most. */
static double most_energy(double lufs)
{
    return k_weighting_energy_of(lufs + MOST_ABOVE_LU);
}

static bool is_change(
    const struct talker_loudness *talker, const struct change *change)
{
    struct stretch latest = {0, change->steps};
    struct stretch before = {change->steps, talker->count - change->steps};
    double before_lufs = gated_lufs(talker, before, most_energy(talker->lufs));
    double distance =
        gated_lufs(talker, latest, most_energy(before_lufs)) - before_lufs;

    return distance > change->louder_lu || distance < -change->quieter_lu;
}

/* Whether there was somebody else. */
static bool forget_others(struct talker_loudness *talker)
{
    int count = talker->count;
    struct stretch before = {SHOUT_STEPS, talker->count - SHOUT_STEPS};

    if (before.count > 0 &&
        is_shout(talker, gated_lufs(talker, before, most_energy(talker->lufs))))
        talker->count = SHOUT_STEPS;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (talker->count <= changes[i].steps)
            break;
        if (is_change(talker, &changes[i]))
            talker->count = changes[i].steps;
    }
    return talker->count < count;
}

static void append(struct talker_loudness *talker, double energy)
{
    memmove(talker->energy + 1, talker->energy,
        sizeof talker->energy - sizeof *talker->energy);
    talker->energy[0] = energy;
    if (talker->count < TALKER_LOUDNESS_STEPS)
        talker->count++;
}

void talker_loudness_expect(struct talker_loudness *talker, double lufs)
{
    for (int i = 0; i < EXPECTED_STEPS; i++)
        append(talker, k_weighting_energy_of(lufs));
    talker->lufs = lufs;
}

void talker_loudness_forget(struct talker_loudness *talker, int steps)
{
    if (talker->count > steps)
        talker->count = steps;
}

void talker_loudness_push(struct talker_loudness *talker, double energy)
{
    bool is_known = talker->count > 0;
    double most = HUGE_VAL;

    append(talker, energy);
    if (!forget_others(talker) && is_known)
        most = most_energy(talker->lufs);
    talker->lufs = gated_lufs(talker, (struct stretch){0, talker->count}, most);
}

double talker_loudness_lufs(const struct talker_loudness *talker)
{
    return talker->count > 0 ? talker->lufs : -HUGE_VAL;
}
