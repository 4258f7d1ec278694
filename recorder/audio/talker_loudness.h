/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How loud whoever speaks now is, from a quarter of a second of speech on and
 * the better the longer.
 *
 * It is the gated mean of the last six seconds of speech (BS.1770-4, 5.1),
 * but only of those that the same talker seems to have spoken: where the
 * latest part is clearly louder or quieter than what came before, that is
 * forgotten. The shorter the part, the clearer it must be; a bang on the table
 * is too short to count.
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_TALKER_LOUDNESS_H
#define ROOMCAST_AUDIO_TALKER_LOUDNESS_H

#include <stdbool.h>

#define TALKER_LOUDNESS_STEPS 120 /* of 50 ms each */

struct talker_loudness {
    double
        energy[TALKER_LOUDNESS_STEPS]; /* of steps with speech, latest first */
    int count;
    double lufs;
};

/* What is known beforehand; weighs little. */
void talker_loudness_expect(struct talker_loudness *talker, double lufs);

/* What came before the latest steps was somebody else's. */
void talker_loudness_forget(struct talker_loudness *talker, int steps);

/* `energy`: K-weighted mean square of the next 50 ms that hold speech. */
void talker_loudness_push(struct talker_loudness *talker, double energy);

/* -HUGE_VAL as long as nothing is known. */
double talker_loudness_lufs(const struct talker_loudness *talker);

#endif
