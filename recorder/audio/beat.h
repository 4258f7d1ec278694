/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How regular the beat is: whether what grows louder now did so one beat ago
 * too, for any beat of 0.2 to 1.6 s, over the last five seconds.
 *
 *     beat_push(beat, energy);    every 10 ms
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_BEAT_H
#define ROOMCAST_AUDIO_BEAT_H

#define BEAT_STEPS 125 /* of 40 ms */

struct beat {
    double energy; /* of the step that runs */
    int hops;
    float level[BEAT_STEPS]; /* in dB, a ring */
    int steps;               /* since it began */
    double regularity;
};

/* Takes the mean square of 10 ms. */
void beat_push(struct beat *beat, double energy);

/* 0 to 1: of 19 voices 0.2 to 0.3, seldom 0.4; of restless music 0.3 to 0.97.
 * 0 until three seconds are known. */
double beat_regularity(const struct beat *beat);

#endif
