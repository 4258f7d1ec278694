/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MP3 to float, by libmpg123, as a listener hears it: without the encoder's
 * delay and padding. (16 bits would clip and hide what goes over.)
 *
 *     own(mp3_decoder) decoder = mp3_decoder_new(path, err);
 *     do {
 *         if (!mp3_decoder_pull(decoder, pcm, &frames, err)) …
 *     } while (frames > 0);
 */
#ifndef ROOMCAST_AUDIO_MP3_DECODER_H
#define ROOMCAST_AUDIO_MP3_DECODER_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define MP3_DECODER_MOST_FRAMES 1152
#define MP3_DECODER_MOST_SAMPLES (2 * MP3_DECODER_MOST_FRAMES)

struct mp3_decoder;

/* ERR_IO if it cannot be read, ERR_FORMAT if it is no MP3. */
struct mp3_decoder *mp3_decoder_new(const char *path, struct err *err);

/* 1 or 2. */
int mp3_decoder_channels(const struct mp3_decoder *decoder);
int mp3_decoder_rate_hz(const struct mp3_decoder *decoder);

/* Gives what comes next, interleaved: up to MP3_DECODER_MOST_FRAMES, none at
 * the end. ERR_FORMAT when rate or channels change on the way. */
bool mp3_decoder_pull(
    struct mp3_decoder *decoder, float *pcm, size_t *frames, struct err *err);

/* At the end: whether it states to be longer (Xing header), by more than the
 * two MPEG frames that encoders differ by; false if it states nothing. */
bool mp3_decoder_is_cut_off(const struct mp3_decoder *decoder);

/* NULL is fine. */
void mp3_decoder_free(struct mp3_decoder *decoder);
OWNED(mp3_decoder)

#endif
