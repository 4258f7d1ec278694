/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream of Opus packets, some of them lost, as sound of the same length.
 *
 *     stream_decoder_gap(decoder, 960, 1);           one was lost
 *     stream_decoder_packet(decoder, packet, bytes);
 *     while ((frames = stream_decoder_pull(decoder, pcm)) > 0)
 *         …
 *
 * The packet behind a loss often repeats the last of what was lost (in-band
 * FEC, RFC 6716 2.1.7), so such a gap is held until that packet is there, or
 * another gap, or the end. What no packet repeats the decoder makes up, up to
 * 100 ms, by when it has faded; the rest is silence, as is a gap in which
 * nothing was lost (DTX, an empty room).
 */
#ifndef ROOMCAST_AUDIO_STREAM_DECODER_H
#define ROOMCAST_AUDIO_STREAM_DECODER_H

#include "recorder/audio/codec.h"

struct stream_decoder;

/* `channels` is what comes out, 1 or 2, whatever the packets hold. */
struct stream_decoder *stream_decoder_new(int channels, struct err *err);

/* A multiple of 120 frames in which so many packets were lost. */
void stream_decoder_gap(
    struct stream_decoder *decoder, int64_t frames_48k, int lost);

/* The next packet; everything is to be pulled while it is there. */
void stream_decoder_packet(
    struct stream_decoder *decoder, const uint8_t *packet, size_t bytes);

/* No packet follows: what is held can be pulled. */
void stream_decoder_finish(struct stream_decoder *decoder);

/* The next frames, into room for CODEC_PACKET_MOST_FRAMES_48K; 0: none. */
int stream_decoder_pull(struct stream_decoder *decoder, float *pcm);

/* The length of a gap that is held. */
int64_t stream_decoder_held_48k(const struct stream_decoder *decoder);

/* How many lost packets came back out of those behind them. */
int64_t stream_decoder_recovered(const struct stream_decoder *decoder);

/* NULL is fine. */
void stream_decoder_free(struct stream_decoder *decoder);
OWNED(stream_decoder)

#endif
