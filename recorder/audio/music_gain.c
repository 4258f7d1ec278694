/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/music_gain.h"

#include <math.h>

#include "recorder/audio/k_weighting.h"

#define MOST_STEPS 600 /* 30 s */
#define LEAST_STEPS 60
#define LEAST_LUFS (-34.0)
#define REST_SHARE 0.1 /* of the mean, 10 LU below it */

#define ABOVE_LU 1.0
#define BELOW_LU 3.0
#define RISE_DB_PER_SECOND 0.15
#define FALL_DB_PER_SECOND 0.5

#define BEGINS_STEPS 100
#define BEGINS_LEAST_STEPS 20
#define BEGINS_DB_PER_SECOND 6.0
#define BEGINS_RISE_DB_PER_SECOND 2.0

/* Quiet music that is much of a room leaves it below its target, and a header
 * gain would lift the talkers, too: the next pieces begin louder. */
#define BEGINS_BELOW_LEAST_LU 0.5
#define BEGINS_BELOW_PER_LU 3.0

/* A piece that opens the room, when no gain has been found yet, is brought up
 * as fast, once it is surely no tone. */
#define OPENS_LEAST_STEPS 40
#define OPENS_MOST_STEPS 120
#define OPENS_LEAST_LUFS (-46.0)

#define SPEECH_OVER_STEPS 40
#define SPEECH_UNDONE_STEPS 4 /* by a step of music */

void music_gain_hear(struct music_gain *music, double energy)
{
    music->speech_steps -= SPEECH_UNDONE_STEPS;
    if (music->speech_steps < 0)
        music->speech_steps = 0;
    if (music->steps > 0 && energy < music->energy * REST_SHARE)
        return;
    if (music->steps < MOST_STEPS)
        music->steps++;
    music->energy += (energy - music->energy) / music->steps;
}

void music_gain_hear_speech(struct music_gain *music)
{
    if (++music->speech_steps < SPEECH_OVER_STEPS)
        return;
    music->steps = 0;
    music->speech_steps = SPEECH_OVER_STEPS;
    music->was_speech = true;
}

bool music_gain_doubts_speech(const struct music_gain *music)
{
    return music->steps >= LEAST_STEPS &&
           music->speech_steps < MUSIC_GAIN_DOUBTED_STEPS;
}

static bool opens(const struct music_gain *music)
{
    return !music->was_speech && music->steps >= OPENS_LEAST_STEPS &&
           music->steps < OPENS_MOST_STEPS;
}

static double begins_below_lu(double short_lu)
{
    return fmax(
        BELOW_LU - BEGINS_BELOW_PER_LU * short_lu, BEGINS_BELOW_LEAST_LU);
}

double music_gain_slope(const struct music_gain *music, double gain_db,
    double aim_lufs, double short_lu)
{
    bool begins = music->steps < BEGINS_STEPS;
    double lufs = k_weighting_lufs(music->energy);
    double above = lufs + gain_db - aim_lufs;

    if (above > (begins ? 0 : ABOVE_LU) && music->steps >= BEGINS_LEAST_STEPS)
        return begins ? -BEGINS_DB_PER_SECOND : -FALL_DB_PER_SECOND;
    if (above >= -(begins ? begins_below_lu(short_lu) : BELOW_LU))
        return 0;
    if (opens(music) && lufs > OPENS_LEAST_LUFS)
        return BEGINS_DB_PER_SECOND;
    if (music->steps < LEAST_STEPS || lufs <= LEAST_LUFS)
        return 0;
    return begins ? BEGINS_RISE_DB_PER_SECOND : RISE_DB_PER_SECOND;
}
