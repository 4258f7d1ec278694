/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packs packets of one logical stream into whole Ogg pages (RFC 3533).
 *
 *     own(page_writer) writer = page_writer_new(serial, 0, err);
 *     page_writer_push(writer, packet, length, granule, err);         …
 *     page_writer_flush(writer, &pages, err);
 *
 * Memory is that of the longest page or packet.
 */
#ifndef ROOMCAST_RECORDING_PAGE_WRITER_H
#define ROOMCAST_RECORDING_PAGE_WRITER_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/page.h"

struct page_writer;

/* A stream that begins (BOS) with `first_number` 0, or goes on at a later
 * page. */
struct page_writer *page_writer_new(
    uint32_t serial, uint32_t first_number, struct err *err);

/* Appends a packet (copied), at whose end the stream is `granule` long. */
bool page_writer_push(struct page_writer *writer, const uint8_t *packet,
    size_t length, int64_t granule, struct err *err);

/* Appends the packets of a page, at whose end the stream is `granule` long.
 * All of them begin and end on it, its checksum is right, and there is room
 * for its segments. They are not looked at again. */
void page_writer_push_page(
    struct page_writer *writer, const struct page *page, int64_t granule);
bool page_writer_has_room_for_page(
    const struct page_writer *writer, const struct page *page);

/* True when a packet of this length still ends on the page in hand. */
bool page_writer_has_room(const struct page_writer *writer, size_t length);

/* True when nothing has been pushed since the last flush. */
bool page_writer_is_empty(const struct page_writer *writer);

/* Appends all that was pushed as whole pages: one, unless it does not fit.
 * The first packet of a stream is alone on the first page. */
bool page_writer_flush(
    struct page_writer *writer, struct text *pages, struct err *err);

/* NULL is fine. */
void page_writer_free(struct page_writer *writer);
OWNED(page_writer)

#endif
