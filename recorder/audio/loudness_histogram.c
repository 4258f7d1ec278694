/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/loudness_histogram.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define ABSOLUTE_GATE_LUFS (-70.0)

/* A gain may lift what lies so far below the gate. */
#define LEAST_LUFS (ABSOLUTE_GATE_LUFS - LOUDNESS_HISTOGRAM_MOST_GAIN_DB)
#define BINS_PER_LU 100
#define GROUPS 160 /* to +50 LUFS; nothing is louder */
#define BINS (GROUPS * BINS_PER_LU)

struct sum {
    uint64_t blocks;
    double energy;
};

/* Small, for there are many: a room of hours touches thousands of them. Of the
 * energy only what a block has more than the least that belongs here, as a
 * part of that: 0.0023 at most, so a float is exact enough. */
struct bin {
    uint32_t blocks; /* of 13 years */
    float excess;
};

struct loudness_histogram {
    struct sum groups[GROUPS]; /* of the bins of each LU */
    struct bin bins[BINS];
};

struct loudness_histogram *loudness_histogram_new(struct err *err)
{
    struct loudness_histogram *histogram = calloc(1, sizeof *histogram);

    if (!histogram)
        err_no_memory(err);
    return histogram;
}

static double begin_lufs(int bin)
{
    return LEAST_LUFS + (double)bin / BINS_PER_LU;
}

static double energy_of(double lufs)
{
    return pow(10, lufs / 10);
}

static void add(struct sum *sum, uint64_t blocks, double energy)
{
    sum->blocks += blocks;
    sum->energy += energy;
}

void loudness_histogram_push(struct loudness_histogram *histogram, double lufs)
{
    if (!(lufs >= LEAST_LUFS)) /* so that NaN is passed over too */
        return;

    double place = (lufs - LEAST_LUFS) * BINS_PER_LU;
    int bin = place < BINS ? (int)place : BINS - 1;
    histogram->bins[bin].blocks++;
    histogram->bins[bin].excess +=
        (float)(energy_of(lufs - begin_lufs(bin)) - 1);
    add(&histogram->groups[bin / BINS_PER_LU], 1, energy_of(lufs));
}

/* The rest of the first bin's group, then whole groups: it is asked for many
 * times a second. */
static struct sum total_from(
    const struct loudness_histogram *histogram, int first)
{
    static const double step = 1.0023052380778996; /* 0.01 LU */
    struct sum total = {0};
    double least = energy_of(begin_lufs(first));
    int at = first;

    for (; at < BINS && at % BINS_PER_LU != 0; at++) {
        const struct bin *bin = &histogram->bins[at];
        add(&total, bin->blocks, least * (bin->blocks + (double)bin->excess));
        least *= step;
    }
    for (int i = at / BINS_PER_LU; i < GROUPS; i++)
        add(&total, histogram->groups[i].blocks, histogram->groups[i].energy);
    return total;
}

/* The bin of the block that `before` others come before, of those from a bin
 * on; there are more than so many. */
static int bin_of_rank(
    const struct loudness_histogram *histogram, int first, uint64_t before)
{
    int bin = first;

    for (;;) {
        int group = bin / BINS_PER_LU;
        bool is_whole =
            bin % BINS_PER_LU == 0 && histogram->groups[group].blocks <= before;
        uint64_t blocks = is_whole ? histogram->groups[group].blocks
                                   : histogram->bins[bin].blocks;
        if (blocks > before)
            return bin;
        before -= blocks;
        bin += is_whole ? BINS_PER_LU : 1;
    }
}

static double mean_lufs(const struct sum *sum)
{
    if (sum->blocks == 0)
        return -HUGE_VAL;
    return 10 * log10(sum->energy / (double)sum->blocks);
}

static double mean_lufs_in(const struct loudness_histogram *histogram, int at)
{
    const struct bin *bin = &histogram->bins[at];

    if (bin->blocks == 0)
        return -HUGE_VAL;
    return begin_lufs(at) + 10 * log10(1 + (double)bin->excess / bin->blocks);
}

/* The first bin whose blocks count. In the bin that the gate cuts, most
 * blocks lie on the side where their mean is. */
static int first_above(
    const struct loudness_histogram *histogram, double gate_lufs)
{
    double place = (gate_lufs - LEAST_LUFS) * BINS_PER_LU;
    int first = (int)fmin(fmax(place, 0), BINS - 1);
    bool is_below = begin_lufs(first) < gate_lufs &&
                    mean_lufs_in(histogram, first) <= gate_lufs;

    return is_below ? first + 1 : first;
}

static int first_gated(const struct loudness_histogram *histogram,
    const struct loudness_gate *gate)
{
    int first = first_above(histogram, ABSOLUTE_GATE_LUFS - gate->gain_db);
    struct sum all = total_from(histogram, first);
    int relative = first_above(histogram, mean_lufs(&all) + gate->relative_lu);

    return relative > first ? relative : first;
}

double loudness_histogram_mean(const struct loudness_histogram *histogram,
    const struct loudness_gate *gate)
{
    struct sum gated = total_from(histogram, first_gated(histogram, gate));

    return mean_lufs(&gated) + gate->gain_db;
}

double loudness_histogram_percentile(const struct loudness_histogram *histogram,
    const struct loudness_gate *gate, double fraction)
{
    int first = first_gated(histogram, gate);
    uint64_t blocks = total_from(histogram, first).blocks;

    if (blocks == 0)
        return -HUGE_VAL;

    uint64_t rank = (uint64_t)((double)(blocks - 1) * fraction + 0.5);
    int bin = bin_of_rank(histogram, first, rank);
    return mean_lufs_in(histogram, bin) + gate->gain_db;
}

void loudness_histogram_free(struct loudness_histogram *histogram)
{
    free(histogram);
}
