/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evens out talkers: brings each of them, from about -40 to -10 LUFS, toward
 * one loudness while they speak.
 *
 *     leveller_process(leveller, pcm, frames);          in place, delayed
 *     leveller_heard(leveller, pcm, frames);            after the limiter
 *
 * The gain follows the loudness of speech (speech_detector) that lies up to
 * the look-ahead ahead. It rises slowly, falls fast enough to be down when a
 * loud talker begins, and rests in pauses, so that silence and the noise of a
 * room are never pumped up. It moves in slopes, never in steps, and stays
 * within -30 and +30 dB. Sound that never pauses, such as a tone, is only
 * lowered when it is too loud.
 *
 * 48 kHz, interleaved finite floats, any number of frames at a time.
 */
#ifndef ROOMCAST_AUDIO_LEVELLER_H
#define ROOMCAST_AUDIO_LEVELLER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct leveller;

struct leveller *leveller_new(
    int channels, double target_lufs, struct err *err);

/* What comes out went in leveller_lookahead_48k() frames before. */
void leveller_process(struct leveller *leveller, float *pcm, size_t frames);

/* Tells it what was made of its output in the end, so that the programme as a
 * whole lands on the target in spite of what a limiter takes away. */
void leveller_heard(struct leveller *leveller, const float *pcm, size_t frames);

int leveller_lookahead_48k(const struct leveller *leveller);

void leveller_free(struct leveller *leveller);
OWNED(leveller)

#endif
