/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One listening connection's sound: packets in, pages out, from its headers to
 * its end, without a seam. Pure: bytes in, bytes out.
 *
 *     stream = live_stream_new(&facts, LIVE_OPUS, &headers, err);
 *     live_stream_packet(stream, bytes, length, &page, err);           …
 *     live_stream_silence(stream, frames_48k, &page, err);
 *     live_stream_flush(stream, &page, err);     nothing follows for now
 *     live_stream_finish(stream, &page, err);
 *
 * LIVE_OPUS: Ogg/Opus (RFC 7845), the packets as they are, in one logical
 * stream of a serial number of its own: one OpusHead, one OpusTags, granules
 * that rise from 0 with every packet, EOS. Titles change elsewhere: a new link
 * of a chain is where players stop. The first `preskip_48k` of the packets are
 * for the decoder to settle in, and not heard.
 *
 * LIVE_MP3: the packets decoded, with the gain applied and held below -1 dBTP,
 * as MPEG-1 layer III of a constant bitrate.
 *
 * What is ready is appended to a page as soon as it is a fifth of a second
 * long; frames_48k of it say how much sound there is in it.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_LIVE_STREAM_H
#define ROOMCAST_PUBLISHER_RELAY_LIVE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* What a decoder that joins in the middle needs, 80 ms (RFC 7845 4.2). */
#define LIVE_STREAM_PRESKIP_48K 3840

enum live_format { LIVE_OPUS, LIVE_MP3 };

struct live_facts {
    enum live_format format;
    int channels;      /* 1 or 2 */
    int preskip_48k;   /* of what is pushed first */
    int input_rate_hz; /* 0: unknown */
    int gain_q8;       /* Q7.8 dB, for every decoder to apply */
    int bitrate;       /* of LIVE_MP3, bits a second */
    const char *title; /* both for OpusTags; NULL: none */
    const char *artist;
};

struct live_page {
    struct text bytes;
    int64_t frames_48k;
};

struct live_stream;

/* Appends the headers, of which LIVE_MP3 has none, to `headers`. */
struct live_stream *live_stream_new(
    const struct live_facts *facts, struct text *headers, struct err *err);

/* Appends what is ready to the page, which the caller empties. One valid
 * packet, of at most 120 ms. */
bool live_stream_packet(struct live_stream *stream, const uint8_t *bytes,
    size_t length, struct live_page *page, struct err *err);

/* A multiple of 960 frames, at most what the caller wants to have on a page. */
bool live_stream_silence(struct live_stream *stream, int64_t frames_48k,
    struct live_page *page, struct err *err);

/* Appends all that was pushed; of LIVE_MP3 all that is whole. */
bool live_stream_flush(
    struct live_stream *stream, struct live_page *page, struct err *err);

/* The last page. Nothing may be pushed any more. */
bool live_stream_finish(
    struct live_stream *stream, struct live_page *page, struct err *err);

/* How much was pushed. */
int64_t live_stream_frames_48k(const struct live_stream *stream);

/* NULL is fine. */
void live_stream_free(struct live_stream *stream);
OWNED(live_stream)

/* Empties it and keeps its room; gives it up. */
void live_page_reset(struct live_page *page);
void live_page_clear(struct live_page *page);

#endif
