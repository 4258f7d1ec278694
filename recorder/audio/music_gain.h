/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the gain of music moves: while a piece begins it is brought near the
 * talkers, and then kept within a band so slowly that it keeps its dynamics.
 *
 *     music_gain_hear(music, energy);         50 ms of music
 *     music_gain_hear_speech(music);          50 ms of speech
 *     slope = music_gain_slope(music, gain_db, aim_lufs, short_lu);
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_MUSIC_GAIN_H
#define ROOMCAST_AUDIO_MUSIC_GAIN_H

#include <stdbool.h>

#define MUSIC_GAIN_DOUBTED_STEPS 8

struct music_gain {
    double energy; /* its mean over half a minute */
    int steps;
    int speech_steps; /* since */
    bool was_speech;  /* there has been a piece of it, ever */
};

/* Takes a K-weighted mean square. */
void music_gain_hear(struct music_gain *music, double energy);

/* Two seconds of speech, and the piece is over. */
void music_gain_hear_speech(struct music_gain *music);

/* Whether what sounds like speech may be a note of the piece before it; after
 * so many steps of it, it is not. */
bool music_gain_doubts_speech(const struct music_gain *music);

/* By how many dB a second a gain has to move, talkers being brought to
 * `aim_lufs` and the programme still `short_lu` below its target. */
double music_gain_slope(const struct music_gain *music, double gain_db,
    double aim_lufs, double short_lu);

#endif
