/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last seconds of a room that is not being recorded, so that a recording
 * can begin before whatever began it.
 *
 *     pre_roll_push(buffer, &piece, err);                  again and again
 *     pre_roll_hand_over(buffer, &sink, err);              it is empty then
 *
 * Packets are kept as they are, so it holds a whole number of them: at least
 * as long as asked for and less than one packet longer. Memory is bounded by
 * bytes too; what is older then goes.
 */
#ifndef ROOMCAST_RECORDER_SESSION_PRE_ROLL_H
#define ROOMCAST_RECORDER_SESSION_PRE_ROLL_H

#include "recorder/session/sound_piece.h"

/* Half a minute of stereo PCM at 48 kHz, hours of Opus. */
#define PRE_ROLL_MOST_BYTES ((size_t)12 << 20)

struct pre_roll;

/* 0: nothing is ever kept. */
struct pre_roll *pre_roll_new(
    int64_t most_ns, size_t most_bytes, struct err *err);

/* A copy of the piece, which is of that format. */
bool pre_roll_push(struct pre_roll *buffer, const struct sound_piece *piece,
    const struct sound_format *format, struct err *err);

/* How much it holds, in frames at the source's rate. */
int64_t pre_roll_frames(const struct pre_roll *buffer);

/* Forgets the gaps before the first packet or sample. */
void pre_roll_drop_silence(struct pre_roll *buffer);

/* Gives all to the sink, in order; it is empty then, even when it fails. */
bool pre_roll_hand_over(
    struct pre_roll *buffer, const struct sound_sink *sink, struct err *err);

/* Forgets everything, as when the source begins anew. */
void pre_roll_reset(struct pre_roll *buffer);

/* NULL is fine. */
void pre_roll_free(struct pre_roll *buffer);
OWNED(pre_roll)

#endif
