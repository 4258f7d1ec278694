/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ogg pages (RFC 3533): what is on one, and changes of it in place. Pages are
 * found in any bytes by a page_scanner, in a file by a page_reader, and made
 * by a page_writer.
 */
#ifndef ROOMCAST_RECORDING_PAGE_H
#define ROOMCAST_RECORDING_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_MOST_BYTES 65307
#define PAGE_MOST_SEGMENTS 255
#define PAGE_SEGMENT_BYTES 255
#define PAGE_HEADER_BYTES 27 /* without the segment table */

/* The granule of a page on which no packet ends. */
#define PAGE_NO_GRANULE INT64_C(-1)

/* A whole page with a right checksum, borrowed from whoever gave it. */
struct page {
    int64_t offset; /* of its first byte from where the scan began */
    const uint8_t *bytes;
    size_t length;
    int64_t granule;
    uint32_t serial;
    uint32_t number;
    uint32_t body_sum; /* the checksum of its body alone */
    bool is_first;     /* BOS */
    bool is_last;      /* EOS */
    bool is_continued; /* begins with the rest of a packet */
};

/* How many segments a packet takes in the segment table. */
size_t page_segments(size_t packet_length);

/* True when there are packets on it, and all begin and end there. */
bool page_is_closed(const struct page *page);

/* A number of a header (page_layout.h) at its place, and there. */
uint64_t page_get(const uint8_t *at, int bytes);
void page_put(uint8_t *at, uint64_t value, int bytes);

/* Of a header: its length with the segment table. */
size_t page_head_bytes(const uint8_t *bytes);

/* The checksum that a page, or its header alone, has to state, whatever it
 * states (page_checksum.h). */
uint32_t page_sum(const uint8_t *bytes, size_t length);

/* Sets EOS and the granule, and the checksum anew. `bytes` is a whole page. */
void page_make_last(uint8_t *bytes, size_t length, int64_t granule);

/* Walks over the pieces of packets on a page: false after the last. Begin
 * with *segment = 0. `has_ended` tells whether the packet ends with this
 * piece; otherwise it goes on on the next page. The next call goes on where the
 * piece ends. */
struct page_piece {
    const uint8_t *bytes;
    size_t length;
    bool has_ended;
};
bool page_next_piece(
    const struct page *page, size_t *segment, struct page_piece *piece);

#endif
