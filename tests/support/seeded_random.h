/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random numbers that are the same in every run: splitmix64 (Steele, Lea,
 * Flood 2014), started from a seed.
 */
#ifndef ROOMCAST_SUPPORT_SEEDED_RANDOM_H
#define ROOMCAST_SUPPORT_SEEDED_RANDOM_H

#include <stdint.h>

struct seeded_random {
    uint64_t state; /* the seed, to begin with */
};

static inline uint64_t seeded_random_next(struct seeded_random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* From 0 to below `bound`, which is at least 1. */
static inline uint64_t seeded_random_below(
    struct seeded_random *random, uint64_t bound)
{
    return seeded_random_next(random) % bound;
}

/* From `least` to below `most`. */
static inline double seeded_random_between(
    struct seeded_random *random, double least, double most)
{
    return least + (most - least) * (double)(seeded_random_next(random) >> 11) *
                       0x1p-53;
}

#endif
