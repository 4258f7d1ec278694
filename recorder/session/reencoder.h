/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sound of any kind into Opus of our own: decoded, resampled to 48 kHz,
 * levelled if asked for, encoded in 20 ms packets.
 *
 *     reencoder = reencoder_new(&settings, err);
 *     … make the track with reencoder_preskip_48k() …
 *     reencoder_attach(reencoder, track);
 *     reencoder_opus() | reencoder_pcm() | reencoder_gap()
 *     reencoder_finish(reencoder, &frames_48k, err);
 */
#ifndef ROOMCAST_RECORDER_SESSION_REENCODER_H
#define ROOMCAST_RECORDER_SESSION_REENCODER_H

#include "recorder/session/track.h"
#include "recorder/source/source.h"

struct reencoder_settings {
    struct sound_format format;
    bool is_levelled;
    double target_lufs;
    int bitrate;
    int64_t most_frames_48k; /* what is beyond is left out */
    const char *level_state; /* borrowed; how loud its talkers come in is kept
                                there where it levels (see level_memory.h);
                                NULL: nowhere */
};

struct reencoder;

struct reencoder *reencoder_new(
    const struct reencoder_settings *settings, struct err *err);

int reencoder_preskip_48k(const struct reencoder *reencoder);

/* Where it goes; borrowed, and set before anything is pushed. */
void reencoder_attach(struct reencoder *reencoder, struct track *track);

bool reencoder_opus(struct reencoder *reencoder, const uint8_t *packet,
    size_t bytes, struct err *err);
bool reencoder_pcm(struct reencoder *reencoder, const float *pcm, size_t frames,
    struct err *err);

/* That many frames at the format's rate of silence; where packets of Opus were
 * lost, of what the next one repeats of them, or of concealment. */
bool reencoder_gap(
    struct reencoder *reencoder, int64_t frames, int lost, struct err *err);

/* Samples at full scale of what was taken in; see pcm_count_clipped(). */
int64_t reencoder_clipped_samples(const struct reencoder *reencoder);

/* What has been taken in so far, at 48 kHz, with what is still within; at
 * another rate rounded down. */
int64_t reencoder_frames_48k(const struct reencoder *reencoder);

/* How many lost packets the next one repeated. */
int64_t reencoder_recovered(const struct reencoder *reencoder);

/* Writes what is still inside; *frames_48k is the exact length of it all. */
bool reencoder_finish(
    struct reencoder *reencoder, int64_t *frames_48k, struct err *err);

/* NULL is fine. */
void reencoder_free(struct reencoder *reencoder);
OWNED(reencoder)

#endif
