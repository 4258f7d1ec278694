/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How PCM lies in bytes, and its way to float in one or two channels.
 *
 *     struct sample_format format;
 *     sample_format_parse("s16le,48000,6", &format, err);
 *     frames = bytes / sample_format_frame_bytes(&format);
 *     sample_format_convert(&format, bytes, frames, pcm);
 *
 * Bytes are interleaved and need no alignment. Full scale becomes 1.0. Of
 * floats, what is no number or infinite becomes 0, and what is beyond
 * SAMPLE_MOST (48 dB above full scale) becomes that: one damaged sample must
 * not deafen all that is measured and filtered behind it.
 *
 * Three channels and more are mixed to two as ITU-R BS.775-3 table 2 does:
 * centre and surrounds at -3 dB, the low frequency effects left out. All is
 * turned down so far that the sum cannot exceed full scale.
 */
#ifndef ROOMCAST_AUDIO_SAMPLE_FORMAT_H
#define ROOMCAST_AUDIO_SAMPLE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

#define SAMPLE_LEAST_HZ 4000
#define SAMPLE_MOST_HZ 384000
#define SAMPLE_MOST_CHANNELS 8
#define SAMPLE_MOST_FRAME_BYTES (8 * SAMPLE_MOST_CHANNELS)
#define SAMPLE_MOST 256.0f

enum sample_encoding {
    SAMPLE_U8, /* 128 is silence */
    SAMPLE_S16LE,
    SAMPLE_S16BE,
    SAMPLE_S24LE, /* three bytes */
    SAMPLE_S32LE,
    SAMPLE_F32LE, /* IEEE 754 */
    SAMPLE_F64LE,
    SAMPLE_ALAW, /* ITU-T G.711, one byte each */
    SAMPLE_MULAW
};

struct sample_format {
    enum sample_encoding encoding;
    int rate_hz;  /* SAMPLE_LEAST_HZ to SAMPLE_MOST_HZ */
    int channels; /* 1 to SAMPLE_MOST_CHANNELS */
    /* Which loudspeaker each channel is for, as WAVE_FORMAT_EXTENSIBLE has
     * it; 0, or another number of them than channels: as usual in WAV (3 is
     * L R C, 4 is quadro, 6 is 5.1, 8 is 7.1). */
    uint32_t speakers;
};

/* "ENCODING,RATE,CHANNELS": u8, s16le, s16be, s24le, s32le, f32le, f64le,
 * alaw or mulaw. ERR_CONFIG with what was found and what was expected. */
bool sample_format_parse(
    const char *text, struct sample_format *format, struct err *err);

/* Of one sample in each channel. */
size_t sample_format_frame_bytes(const struct sample_format *format);

/* How many channels come out: 1 or 2. */
int sample_format_mixed_channels(const struct sample_format *format);

/* Converts to interleaved float, frames times the mixed channels. */
void sample_format_convert(const struct sample_format *format,
    const uint8_t *bytes, size_t frames, float *pcm);

/* The same with all channels as they are. */
void sample_format_convert_unmixed(const struct sample_format *format,
    const uint8_t *bytes, size_t frames, float *pcm);

/* What each channel's power counts in loudness (ITU-R BS.1770-5, table 3). */
void sample_format_weigh(
    const struct sample_format *format, double weights[SAMPLE_MOST_CHANNELS]);

#endif
