/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The codecs of telephones, by libspandsp: the two of ITU-T G.711, in which
 * one byte is one sample and no state is kept between them, and G.722.
 */
#ifndef ROOMCAST_SOURCE_TELEPHONE_CODEC_H
#define ROOMCAST_SOURCE_TELEPHONE_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Decode `count` bytes to as many samples in the range -1 to 1; full scale
 * is that of 16 bits, so mu-law reaches 0.98 and A-law 0.984. */
void telephone_codec_decode_mu_law(
    const uint8_t *bytes, size_t count, float *pcm);
void telephone_codec_decode_a_law(
    const uint8_t *bytes, size_t count, float *pcm);

/* G.722 at 64 kbit/s: one byte is two samples of 16 kHz, and each sample
 * depends on those before. After a loss it finds its way back by itself. */
struct wideband_decoder;

struct wideband_decoder *wideband_decoder_new(struct err *err);

/* Another stream begins. */
void wideband_decoder_reset(struct wideband_decoder *decoder);

/* Room for 2 * `count` samples. */
void wideband_decoder_decode(struct wideband_decoder *decoder,
    const uint8_t *bytes, size_t count, float *pcm);

void wideband_decoder_free(struct wideband_decoder *decoder);
OWNED(wideband_decoder)

#endif
