/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/telephone_codec.h"

#include <stdlib.h>

#include <spandsp/telephony.h>

#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>
#include <spandsp/g722.h>

void telephone_codec_decode_mu_law(
    const uint8_t *bytes, size_t count, float *pcm)
{
    for (size_t i = 0; i < count; i++)
        pcm[i] = (float)ulaw_to_linear(bytes[i]) / 32768.0f;
}

void telephone_codec_decode_a_law(
    const uint8_t *bytes, size_t count, float *pcm)
{
    for (size_t i = 0; i < count; i++)
        pcm[i] = (float)alaw_to_linear(bytes[i]) / 32768.0f;
}

#define WIDEBAND_BITRATE 64000
#define CHUNK_BYTES 256

struct wideband_decoder {
    g722_decode_state_t *state;
};

struct wideband_decoder *wideband_decoder_new(struct err *err)
{
    own(wideband_decoder) decoder = calloc(1, sizeof *decoder);

    if (decoder)
        decoder->state = g722_decode_init(NULL, WIDEBAND_BITRATE, 0);
    if (!decoder || !decoder->state)
        return err_no_memory(err), NULL;
    return take(decoder);
}

void wideband_decoder_reset(struct wideband_decoder *decoder)
{
    g722_decode_init(decoder->state, WIDEBAND_BITRATE, 0);
}

void wideband_decoder_decode(struct wideband_decoder *decoder,
    const uint8_t *bytes, size_t count, float *pcm)
{
    int16_t samples[2 * CHUNK_BYTES];

    while (count) {
        size_t chunk = count < CHUNK_BYTES ? count : CHUNK_BYTES;
        int made = g722_decode(decoder->state, samples, bytes, (int)chunk);
        for (int i = 0; i < made; i++)
            pcm[i] = (float)samples[i] / 32768.0f;
        pcm += made;
        bytes += chunk;
        count -= chunk;
    }
}

void wideband_decoder_free(struct wideband_decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->state)
        g722_decode_free(decoder->state);
    free(decoder);
}
