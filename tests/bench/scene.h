/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rooms made to judge levelling by: who speaks how loud for how long, and
 * what else is heard.
 *
 *     own_value(sound) sound = {.channels = 2};
 *     scene_play(&scene, &cast, &sound);
 */
#ifndef ROOMCAST_BENCH_SCENE_H
#define ROOMCAST_BENCH_SCENE_H

#include "tests/audio/sound.h"
#include "tests/bench/room_noise.h"
#include "tests/support/wave_file.h"

#define SCENE_MOST_PARTS 512

/* Those who can be heard: mono waves at 48 kHz, borrowed. */
struct cast {
    const struct wave *voices;
    size_t voice_count;
    const struct wave *music; /* NULL: chords of our own */
};

enum part_kind {
    PART_TALK = 1,  /* voice `number` at `lufs` */
    PART_MUSIC,     /* at `lufs` */
    PART_CROSSTALK, /* so does the next voice at once */
    PART_NOISE,     /* of kind `number` at `lufs`, over the room's */
    PART_BANG,      /* 8 ms at full scale on a table, then it fades */
    PART_PAUSE,
};

struct part {
    enum part_kind kind;
    int number;
    double lufs;
    double seconds;
};

struct scene {
    const char *name;
    enum room_noise noise; /* of the room, all the time … */
    double noise_lufs;     /* … and how loud; 0: none */
    double gain_db;        /* of all of it; beyond full scale it clips */
    struct part parts[SCENE_MOST_PARTS];
};

/* Adds all parts. Voices and the music go on where they stopped; in stereo the
 * talkers sit side by side. */
void scene_play(
    const struct scene *scene, const struct cast *cast, struct sound *sound);

#endif
