/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evens out talkers: brings each of them, from about -50 to -10 LUFS, to one
 * loudness while they speak.
 *
 *     leveller_expect(leveller, lufs);                  what is known of them
 *     leveller_process(leveller, pcm, frames);          in place, delayed
 *     leveller_heard(leveller, share);                  after the limiter
 *
 * The gain follows the loudness of speech (speech_detector, talker_loudness)
 * that lies up to the look-ahead ahead. It rises slowly, falls fast enough to
 * be down when a loud talker begins, and rests in pauses, so that silence and
 * the noise of a room are never pumped up. Music keeps its dynamics
 * (music_gain). Applause and other noise stay near the talkers, and talkers are
 * lifted to a programme that is louder than they are. What is steady, as a
 * tone, is only lowered when it is too loud. The gain moves in slopes, never in
 * steps, and stays within -30 and +46 dB.
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

/* How loud its talkers were the last time, so that the first words come out
 * right. Before the first sound. */
void leveller_expect(struct leveller *leveller, double talker_lufs);

/* How loud its talkers usually come in, over their last minute; -HUGE_VAL if
 * nobody has spoken for a few seconds. */
double leveller_talker_lufs(const struct leveller *leveller);

/* What comes out went in leveller_lookahead_48k() frames before. */
void leveller_process(struct leveller *leveller, float *pcm, size_t frames);

/* Tells it which share of the energy of its output, since it was told last, a
 * limiter let through, so that talkers land on the target in spite of it. */
void leveller_heard(struct leveller *leveller, double share);

/* How loud the programme is so far, as heard; -HUGE_VAL for silence. */
double leveller_programme_lufs(const struct leveller *leveller);

int leveller_lookahead_48k(const struct leveller *leveller);

void leveller_free(struct leveller *leveller);
OWNED(leveller)

#endif
