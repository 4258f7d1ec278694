/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes Opus packets as an Ogg/Opus file for listeners (RFC 7845): pages of
 * at most a second, an exact end.
 *
 *     own(episode_stream) stream = episode_stream_new(file, serial, err);
 *     episode_stream_begin(stream, &head, tags, err)
 *     episode_stream_push(stream, packet, bytes, frames_48k, err)        …
 *     episode_stream_push_silence(stream, frames_48k, err)               …
 *     episode_stream_finish(stream, end_48k, err)
 *
 * Positions are frames at 48 kHz of what a decoder gives, pre-skip included.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_EPISODE_STREAM_H
#define ROOMCAST_PUBLISHER_MEDIA_EPISODE_STREAM_H

#include <stdint.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"
#include "recorder/recording/page.h"
#include "recorder/recording/stream_head.h"

struct episode_stream;

/* Borrows `file`, which must outlive it. */
struct episode_stream *episode_stream_new(
    struct durable_file *file, uint32_t serial, struct err *err);

/* The two header packets; `tags` is a whole OpusTags packet. */
bool episode_stream_begin(struct episode_stream *stream,
    const struct stream_head *head, const struct text *tags, struct err *err);

/* Appends a packet of that length. */
bool episode_stream_push(struct episode_stream *stream, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err);

/* Appends a page of such packets, that long together, as it is: what is on it
 * is not looked at (page_writer_push_page()). Where two fit into a second they
 * become one. */
bool episode_stream_push_page(struct episode_stream *stream,
    const struct page *page, int64_t frames_48k, struct err *err);

/* As episode_stream_push(), for a packet that is trimmed off whole: it stays on
 * the page of what is heard before it, as the granule of a later page could not
 * say it. */
bool episode_stream_push_unheard(struct episode_stream *stream,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err);

/* Packets that decode to silence, as long as that to the last 2.5 ms. */
bool episode_stream_push_silence(
    struct episode_stream *stream, int64_t frames_48k, struct err *err);

/* The length so far. */
int64_t episode_stream_position(const struct episode_stream *stream);

/* The last page tells the end, which is at most the position, and all that is
 * behind it is trimmed (RFC 7845 4.4). The file is left uncommitted. */
bool episode_stream_finish(
    struct episode_stream *stream, int64_t end_48k, struct err *err);

/* NULL is fine. */
void episode_stream_free(struct episode_stream *stream);
OWNED(episode_stream)

#endif
