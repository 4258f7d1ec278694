/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is heard in rooms all the time, and of people who do not speak. Made,
 * and the same in every run; how loud is for the caller to say.
 */
#ifndef ROOMCAST_BENCH_ROOM_NOISE_H
#define ROOMCAST_BENCH_ROOM_NOISE_H

#include "tests/audio/sound.h"

enum room_noise {
    ROOM_NOISE_HISS, /* white */
    ROOM_NOISE_AIR,  /* brown, as of fans and traffic */
    ROOM_NOISE_HUM,  /* 50 Hz and its harmonics, and some hiss */
    ROOM_NOISE_KEYS, /* somebody types */
    ROOM_NOISE_LAUGHTER,
    ROOM_NOISE_APPLAUSE,
    ROOM_NOISE_RINGING_KEYS, /* of a keyboard that is not damped */
    ROOM_NOISE_STEPS,
    ROOM_NOISE_BIRDS,
};

void room_noise_add(struct sound *sound, enum room_noise kind, double seconds);

#endif
