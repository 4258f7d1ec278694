/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rooms that nobody has tuned anything by: who speaks how loud for how long,
 * over which noise and between what else, is left to chance, so that a seed
 * never used before makes rooms never heard before.
 */
#ifndef ROOMCAST_BENCH_CHANCE_SCENES_H
#define ROOMCAST_BENCH_CHANCE_SCENES_H

#include <stdint.h>

#include "tests/bench/scene.h"

#define CHANCE_SCENES_COUNT 15

/* The `number`th, below CHANCE_SCENES_COUNT, one of each kind: turns, short
 * turns, crosstalk, laughter, applause, keys, hum, clatter, music, bangs, a
 * step from quiet to loud people and back, 12 dB too hot, 20 dB too quiet, half
 * a minute, an hour. The same seed makes the same. */
void chance_scene_make(int number, uint64_t seed, struct scene *scene);

#endif
