/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header of a WAV stream, read from pieces of any size as they come:
 * nothing is sought, so a pipe will do.
 *
 *     own(wav) wav = wav_new();
 *     while (!wav_header(wav, &header)) {
 *         … the next bytes, or wav_finish() where the input ends
 *         wav_push(wav, bytes, length, &used, err);
 *     }
 *     … the bytes from bytes[used] on are sound
 *
 * RIFF WAVE and its forms for more than 4 GiB, RF64 (EBU Tech 3306) and BW64
 * (ITU-R BS.2088), with integers of 8, 16, 24 and 32 bits or floats of 32 and
 * 64, plain or as WAVE_FORMAT_EXTENSIBLE. Chunks that do not matter are
 * skipped. Anything else is refused with the offset of the byte, what was
 * found there and what was expected.
 *
 * The length of the sound is believed only where it can be: writers that
 * cannot seek back, or did not live to, leave 0, 0xffffffff or something near
 * 2 GiB there (sox: 0x7ffff000).
 */
#ifndef ROOMCAST_AUDIO_WAV_H
#define ROOMCAST_AUDIO_WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/audio/sample_format.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct wav_header {
    struct sample_format format;
    int64_t data_bytes; /* of sound; -1: as many as come */
};

struct wav;

/* NULL when memory runs out. */
struct wav *wav_new(struct err *err);

/* Takes bytes of the header; *used says how many of them were. Less than
 * `length` are used only when the header is complete. ERR_FORMAT when it is
 * corrupt or not supported: the wav is of no use then. */
bool wav_push(struct wav *wav, const uint8_t *bytes, size_t length,
    size_t *used, struct err *err);

/* True once the header is complete. */
bool wav_header(const struct wav *wav, struct wav_header *header);

/* Where the input ends: ERR_FORMAT when the header is not complete. */
bool wav_finish(const struct wav *wav, struct err *err);

/* NULL is fine. */
void wav_free(struct wav *wav);
OWNED(wav)

#endif
