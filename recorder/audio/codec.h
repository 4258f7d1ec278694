/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opus (RFC 6716), by libopus: packets, a decoder, an encoder.
 *
 * Everything runs at 48 kHz. PCM is interleaved float, full scale 1.0; one
 * frame is a sample per channel. The single-stream API is used throughout:
 * the multistream one costs twice the time in virtual machines.
 */
#ifndef ROOMCAST_AUDIO_CODEC_H
#define ROOMCAST_AUDIO_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define CODEC_PACKET_MOST_BYTES 1275      /* of one frame; RFC 6716 3.2.1 */
#define CODEC_PACKET_MOST_FRAMES_48K 5760 /* 120 ms */
#define CODEC_FRAME_48K 960               /* what we encode: 20 ms */

/* The length of a packet in 48 kHz frames, 120 (2.5 ms) to 5760, or 0 when
 * it breaks a rule of RFC 6716 3.4 (then it must not be written). */
int codec_packet_frames_48k(const uint8_t *packet, size_t bytes);

/* 1 or 2, from the TOC byte. */
int codec_packet_channels(const uint8_t *packet);

/* Writes a packet that decodes to silence of 120, 240, 480 or 960 frames
 * (CELT, fullband): after what fades out of the packet before, below
 * -400 dBFS. Returns its size, at most 3. */
size_t codec_write_silence(int frames_48k, int channels, uint8_t packet[3]);

/* Writes a one-byte packet (a frame of no data) that makes a decoder conceal
 * as long as one frame of the packet before it (RFC 7845 4.1), and gives
 * that length. */
int codec_write_concealment(const uint8_t *previous, uint8_t packet[1]);

/* How many frames of sound before the packet it repeats, in lower quality
 * (in-band FEC; RFC 6716 2.1.7 and 4.2.3): one frame of its length, or 0. */
int codec_packet_repeats_48k(const uint8_t *packet, size_t bytes);

struct decoder;

/* `channels` is what comes out, 1 or 2, whatever the packets hold. */
struct decoder *decoder_new(int channels, struct err *err);

/* Decodes one packet into room for 5760 frames. Returns its frames; a packet
 * that cannot be decoded is concealed for the length it states, one frame
 * where that is not to be believed, so that time never shrinks. Only an empty
 * packet gives 0. */
int decoder_decode(
    struct decoder *decoder, const uint8_t *packet, size_t bytes, float *pcm);

/* Makes up `frames_48k` (a multiple of 120, at most 5760) for lost packets. */
void decoder_conceal(struct decoder *decoder, int frames_48k, float *pcm);

/* Decodes what the packet repeats, of codec_packet_repeats_48k() frames; the
 * packet itself is to be decoded next. Made up where it is corrupt. */
void decoder_recover(
    struct decoder *decoder, const uint8_t *packet, size_t bytes, float *pcm);

/* One more that goes on where `from` is: cheaper than a new one and a copy. */
struct decoder *decoder_clone(const struct decoder *from, struct err *err);

/* Makes `to` go on where `from` is; of the same channels. */
void decoder_copy(struct decoder *to, const struct decoder *from);

void decoder_free(struct decoder *decoder);
OWNED(decoder)

struct encoder;

/* Variable rate, on average `bitrate` bits a second, 6000 to 510000
 * (ERR_CONFIG otherwise); complexity is chosen by measured cost. */
struct encoder *encoder_new(int channels, int bitrate, struct err *err);

/* By how many frames the encoder delays; the recording's pre-skip. */
int encoder_lookahead_48k(const struct encoder *encoder);

/* Encodes 960 frames into room for CODEC_PACKET_MOST_BYTES. Returns the
 * size; NaN and infinite samples are taken for silence, so it cannot fail. */
size_t encoder_encode(
    struct encoder *encoder, const float *pcm, uint8_t *packet);

/* The same for 120, 240, 480 or 960 frames. */
size_t encoder_encode_short(
    struct encoder *encoder, const float *pcm, int frames_48k, uint8_t *packet);

/* As decoder_clone(). */
struct encoder *encoder_clone(const struct encoder *from, struct err *err);

/* Makes `to` go on where `from` is; of the same channels. */
void encoder_copy(struct encoder *to, const struct encoder *from);

/* For the packets to come; above 510000 is 510000. */
void encoder_set_bitrate(struct encoder *encoder, int bitrate);

void encoder_free(struct encoder *encoder);
OWNED(encoder)

/* "libopus 1.3.1": the vendor string of OpusTags. */
const char *codec_version(void);

#endif
