/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gain that brings a measured recording to its target, as the Opus
 * header holds it.
 */
#ifndef ROOMCAST_AUDIO_LOUDNESS_GAIN_H
#define ROOMCAST_AUDIO_LOUDNESS_GAIN_H

#include "recorder/audio/loudness_meter.h"

/* No decoded sound of ours may exceed it, whoever measures. The twelve taps of
 * BS.1770-5, Annex 2, read applause up to 0.16 dB lower than ffmpeg's longer
 * filters do, voices hardly: so what our meter reads is kept below the aim. */
#define LOUDNESS_PEAK_LIMIT_DBTP (-1.0)
#define LOUDNESS_PEAK_AIM_DBTP (-1.2)

struct loudness_gain {
    int gain_q8;     /* OpusHead output gain, Q7.8 dB (RFC 7845 5.1) */
    double short_lu; /* how far below the target true peak keeps it, >= 0 */
};

/* From what a decoder gives without any header gain. Silence gets gain 0.
 * The gain is rounded so that the peak limit holds, and kept within +-40 dB:
 * more only lifts noise. */
struct loudness_gain loudness_gain_for(
    const struct loudness *measured, double target_lufs);

/* The same from the meter itself, with what it would measure after that gain:
 * exact where a gain lifts sound above the absolute gate of BS.1770 or takes
 * it below. */
struct loudness_gain loudness_gain_find(const struct loudness_meter *meter,
    double target_lufs, struct loudness *after);

/* The same figures after a gain, as near as they can tell. */
struct loudness loudness_after_gain(
    const struct loudness *measured, int gain_q8);

/* R128_TRACK_GAIN (RFC 7845 5.2.1): what remains from the loudness after the
 * header gain to -23 LUFS, Q7.8 dB, within int16. 0 for silence. */
int loudness_track_gain_q8(const struct loudness *after_gain);

#endif
