/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packets of a running recording on their way into pages (RFC 3533, RFC
 * 7845): as long as a kill may take and no longer, and so that the stream can
 * end in any of the last two packets.
 *
 *     pages = recording_pages_new(serial, is_levelled, &taker, err);
 *     recording_pages_push(pages, packet, bytes, frames_48k, err);     …
 *     recording_pages_end_batch(pages, err);           now and then, or never
 *     recording_pages_end(pages, end_granule, err);
 *     recording_pages_free(pages);
 *
 * Pages go to a taker as they are finished. Pure. Granules count 48 kHz frames
 * from the first packet.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_PAGES_H
#define ROOMCAST_RECORDING_RECORDING_PAGES_H

#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* Where the pages behind the header go: each is borrowed for the call, and its
 * last packet ends at `granule`. */
struct recording_page_taker {
    void *user;
    bool (*write)(
        void *user, const struct text *page, int64_t granule, struct err *err);
};

struct recording_pages;

/* `is_levelled`: the levelling holds some of what came, and pages are the
 * shorter for it. The taker is copied. */
struct recording_pages *recording_pages_new(uint32_t serial, bool is_levelled,
    const struct recording_page_taker *taker, struct err *err);

/* Appends a valid packet (copied), of so many frames. */
bool recording_pages_push(struct recording_pages *pages, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err);

/* See recording_writer_set_followed() and recording_writer_end_batch(). */
void recording_pages_set_followed(
    struct recording_pages *pages, bool is_followed);
bool recording_pages_end_batch(struct recording_pages *pages, struct err *err);

/* The granule of all that was pushed, and of all that is in pages the taker
 * has. */
int64_t recording_pages_granule(const struct recording_pages *pages);
int64_t recording_pages_taken_granule(const struct recording_pages *pages);

/* How large the pages are, with what is not yet in one. */
int64_t recording_pages_bytes(const struct recording_pages *pages);

/* Hands over the last page, so that the stream ends there: behind
 * recording_pages_taken_granule(), and before the end of what was pushed. */
bool recording_pages_end(
    struct recording_pages *pages, int64_t end_granule, struct err *err);

/* In its stead: hands over what is in hand, without an end. Nothing may follow
 * a page that is missing. */
void recording_pages_give_up(struct recording_pages *pages);

/* NULL is fine. */
void recording_pages_free(struct recording_pages *pages);
OWNED(recording_pages)

#endif
