/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ogg pages (RFC 3533), by libogg: a writer that packs packets of one
 * logical stream into whole pages, a scanner that finds whole pages in any
 * bytes, and changes of a page in place.
 *
 *     writer = page_writer_new(serial, 0, err);
 *     page_writer_push(writer, packet, length, granule, err);         …
 *     page_writer_flush(writer, &pages, err);
 *
 *     while (… bytes = page_scanner_room(scanner, 4096))
 *         page_scanner_fed(scanner, read(fd, bytes, 4096));
 *         while ((step = page_scanner_next(scanner, &page)) != PAGE_STARVED)
 *             …
 *     page_scanner_end(scanner);              what is left is looked through
 *     while (page_scanner_next(scanner, &page) != PAGE_STARVED) …
 */
#ifndef ROOMCAST_AUDIO_PAGE_H
#define ROOMCAST_AUDIO_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

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
    bool is_first;     /* BOS */
    bool is_last;      /* EOS */
    bool is_continued; /* begins with the rest of a packet */
};

/* How many segments a packet takes in the segment table. */
size_t page_segments(size_t packet_length);

/* Sets EOS and the granule, and the checksum anew. `bytes` is a whole page. */
void page_make_last(uint8_t *bytes, size_t length, int64_t granule);

/* Walks over the pieces of packets on a page: false after the last. Begin
 * with *segment = 0. `has_ended` tells whether the packet ends with this
 * piece; otherwise it goes on on the next page. */
struct page_piece {
    const uint8_t *bytes;
    size_t length;
    bool has_ended;
};
bool page_next_piece(
    const struct page *page, size_t *segment, struct page_piece *piece);

/* --- Writing ----------------------------------------------------------- */

struct page_writer;

/* A stream that begins (BOS) with `first_number` 0, or goes on at a later
 * page. */
struct page_writer *page_writer_new(
    uint32_t serial, uint32_t first_number, struct err *err);

/* Appends a packet (copied), at whose end the stream is `granule` long. */
bool page_writer_push(struct page_writer *writer, const uint8_t *packet,
    size_t length, int64_t granule, struct err *err);

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

/* --- Scanning ---------------------------------------------------------- */

enum page_step {
    PAGE_FOUND,   /* *page is filled; it is lent until the next room() */
    PAGE_SKIPPED, /* page->offset and page->length: bytes that are no page */
    PAGE_STARVED  /* more bytes are needed */
};

struct page_scanner;

struct page_scanner *page_scanner_new(struct err *err);

/* Room for `length` more bytes; NULL when out of memory. */
uint8_t *page_scanner_room(struct page_scanner *scanner, size_t length);

/* That many were put into it. */
void page_scanner_fed(struct page_scanner *scanner, size_t length);

/* No more will be fed: a page that is cut short no longer hides whole ones
 * within the length it claims. */
void page_scanner_end(struct page_scanner *scanner);

enum page_step page_scanner_next(
    struct page_scanner *scanner, struct page *page);

/* NULL is fine. */
void page_scanner_free(struct page_scanner *scanner);
OWNED(page_scanner)

#endif
