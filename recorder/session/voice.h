/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether there is anything to be heard in what a source hands over, and
 * whether somebody speaks: for recordings that begin by voice or end by
 * silence. It decodes and measures by itself, so it costs something only
 * where it is asked for.
 */
#ifndef ROOMCAST_RECORDER_SESSION_VOICE_H
#define ROOMCAST_RECORDER_SESSION_VOICE_H

#include "recorder/session/sound_piece.h"

enum voice_heard {
    VOICE_NOTHING, /* silence, by the level that was asked for */
    VOICE_SOUND,   /* something is louder than that */
    VOICE_SPEECH   /* … and comes and goes as speech does */
};

struct voice;

/* Silence is what stays below `silence_lufs` for 400 ms (momentary loudness,
 * EBU Tech 3341). */
struct voice *voice_new(
    const struct sound_format *format, double silence_lufs, struct err *err);

/* Listens to the next piece, and says the most of what was heard in it. */
enum voice_heard voice_hear(
    struct voice *voice, const struct sound_piece *piece);

/* NULL is fine. */
void voice_free(struct voice *voice);
OWNED(voice)

#endif
