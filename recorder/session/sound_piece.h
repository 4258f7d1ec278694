/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A piece of what a source hands over: a packet, samples, or a gap.
 *
 * A plain record that borrows its bytes. What is handed over becomes one by a
 * piece_sink, and is handed on by sound_piece_hand_over().
 */
#ifndef ROOMCAST_RECORDER_SESSION_SOUND_PIECE_H
#define ROOMCAST_RECORDER_SESSION_SOUND_PIECE_H

#include "recorder/source/source.h"

enum sound_piece_kind { PIECE_OPUS, PIECE_PCM, PIECE_GAP };

struct sound_piece {
    enum sound_piece_kind kind;
    int64_t frames;        /* at the source's rate */
    const uint8_t *packet; /* of Opus */
    size_t bytes;
    const float *pcm; /* interleaved */
    int lost;         /* packets, in a gap */
};

/* Takes off its first `frames`, or a few more for the grain of gaps between
 * packets of Opus, and leaves the rest in *piece; all of it when it cannot be
 * divided there. */
struct sound_piece sound_piece_take(struct sound_piece *piece, int64_t frames,
    const struct sound_format *format);

bool sound_piece_hand_over(const struct sound_piece *piece,
    const struct sound_sink *sink, struct err *err);

/* Who takes whatever a source hands over. */
struct piece_taker {
    void *user;
    bool (*piece)(void *user, const struct sound_piece *piece, struct err *err);
    void (*event)(void *user, const char *event, const char *text);
};

/* What such a source is given: it lends each piece to the taker, which must
 * outlive it. */
struct sound_sink piece_sink(struct piece_taker *taker);

#endif
