/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sound that is encoded anew between packets that are copied: a seam.
 *
 * An Opus decoder remembers what it decoded before, so packets of two places
 * set side by side begin with a burst. A seam leads over: its encoder has
 * heard what comes before, so that it goes on where the copied packets end,
 * and it codes the first 120 ms of what comes behind, so that the decoder has
 * settled when copied packets take over. Its sound lies where the decoder
 * gives it, as the encoder's delay is taken out.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_SEAM_H
#define ROOMCAST_PUBLISHER_MEDIA_SEAM_H

#include <stddef.h>

#include "publisher/media/episode_stream.h"
#include "recorder/base/err.h"

/* How much sound before it the encoder has to hear, and behind it. */
#define SEAM_BEFORE_48K 9600
#define SEAM_BEHIND_48K 960

/* What comes behind is coded at least that long. */
#define SEAM_SETTLING_48K 5760

/* A seam is a multiple of that long. */
#define SEAM_STEP_48K 120

struct seam {
    int channels;
    /* SEAM_BEFORE_48K frames, these `frames`, a multiple of SEAM_STEP_48K, and
     * SEAM_BEHIND_48K more. */
    const float *pcm;
    size_t frames;
    size_t old_frames; /* of them, of what ends here: in packets of their own,
                          so that loud and quiet do not share one */
};

/* How many frames more make the last packet a long one: what is trimmed off
 * behind them is then a part of it. */
size_t seam_missing_frames(size_t frames, size_t old_frames);

/* Encodes the frames and pushes the packets. */
bool seam_push(
    struct episode_stream *stream, const struct seam *seam, struct err *err);

#endif
