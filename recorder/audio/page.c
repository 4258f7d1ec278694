/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/page.h"

#include <ogg/ogg.h>
#include <string.h>

/* Where things are in a page header (RFC 3533 section 6). */
#define FLAGS_AT 5
#define GRANULE_AT 6
#define SEGMENT_COUNT_AT 26
#define FLAG_LAST 0x04

struct page_writer {
    ogg_stream_state stream;
    size_t segments; /* taken since the last flush */
};

struct page_scanner {
    ogg_sync_state sync;
    int64_t offset; /* of the next byte to be looked at */
    bool has_ended;
};

size_t page_segments(size_t packet_length)
{
    return packet_length / PAGE_SEGMENT_BYTES + 1;
}

void page_make_last(uint8_t *bytes, size_t length, int64_t granule)
{
    size_t head = PAGE_HEADER_BYTES + (size_t)bytes[SEGMENT_COUNT_AT];
    ogg_page page = {.header = bytes,
        .header_len = (long)head,
        .body = bytes + head,
        .body_len = (long)(length - head)};

    bytes[FLAGS_AT] |= FLAG_LAST;
    for (int i = 0; i < 8; i++)
        bytes[GRANULE_AT + i] = (uint8_t)((uint64_t)granule >> (8 * i));
    ogg_page_checksum_set(&page);
}

static size_t bytes_before_segment(const uint8_t *table, size_t segment)
{
    size_t bytes = 0;

    for (size_t i = 0; i < segment; i++)
        bytes += table[i];
    return bytes;
}

bool page_next_piece(
    const struct page *page, size_t *segment, struct page_piece *piece)
{
    size_t count = page->bytes[SEGMENT_COUNT_AT];
    const uint8_t *table = page->bytes + PAGE_HEADER_BYTES;
    const uint8_t *body = table + count;

    if (*segment >= count)
        return false;
    *piece = (struct page_piece){
        .bytes = body + bytes_before_segment(table, *segment)};
    while (*segment < count && !piece->has_ended) {
        uint8_t length = table[(*segment)++];
        piece->length += length;
        piece->has_ended = length < PAGE_SEGMENT_BYTES;
    }
    return true;
}

struct page_writer *page_writer_new(
    uint32_t serial, uint32_t first_number, struct err *err)
{
    own(page_writer) writer = calloc(1, sizeof *writer);

    if (!writer || ogg_stream_init(&writer->stream, (int)serial) != 0)
        return err_no_memory(err), NULL;
    writer->stream.pageno = first_number;
    writer->stream.b_o_s = first_number > 0; /* already written */
    return take(writer);
}

bool page_writer_push(struct page_writer *writer, const uint8_t *packet,
    size_t length, int64_t granule, struct err *err)
{
    ogg_packet item = {.packet = (unsigned char *)packet,
        .bytes = (long)length,
        .granulepos = granule};

    if (ogg_stream_packetin(&writer->stream, &item) != 0)
        return err_no_memory(err);
    writer->segments += page_segments(length);
    return true;
}

bool page_writer_has_room(const struct page_writer *writer, size_t length)
{
    return writer->segments + page_segments(length) <= PAGE_MOST_SEGMENTS;
}

bool page_writer_is_empty(const struct page_writer *writer)
{
    return writer->segments == 0;
}

bool page_writer_flush(
    struct page_writer *writer, struct text *pages, struct err *err)
{
    ogg_page page;

    /* ogg_stream_flush() would cut pages at 4 KiB. */
    while (
        ogg_stream_flush_fill(&writer->stream, &page, PAGE_MOST_BYTES) != 0) {
        text_append_bytes(pages, page.header, (size_t)page.header_len);
        text_append_bytes(pages, page.body, (size_t)page.body_len);
    }
    writer->segments = 0;
    return text_finish(pages, err);
}

void page_writer_free(struct page_writer *writer)
{
    if (!writer)
        return;
    ogg_stream_clear(&writer->stream);
    free(writer);
}

struct page_scanner *page_scanner_new(struct err *err)
{
    own(page_scanner) scanner = calloc(1, sizeof *scanner);

    if (!scanner)
        return err_no_memory(err), NULL;
    ogg_sync_init(&scanner->sync);
    return take(scanner);
}

uint8_t *page_scanner_room(struct page_scanner *scanner, size_t length)
{
    return (uint8_t *)ogg_sync_buffer(&scanner->sync, (long)length);
}

void page_scanner_fed(struct page_scanner *scanner, size_t length)
{
    ogg_sync_wrote(&scanner->sync, (long)length);
}

void page_scanner_end(struct page_scanner *scanner)
{
    scanner->has_ended = true;
}

/* Passes over the first byte of what can no longer become a page. */
static long skip_one_byte(ogg_sync_state *sync)
{
    if (sync->returned >= sync->fill)
        return 0;
    sync->returned++;
    sync->headerbytes = 0;
    sync->bodybytes = 0;
    return -1;
}

static void fill_page(
    struct page *page, const ogg_page *found, int64_t offset, long length)
{
    *page = (struct page){
        .offset = offset,
        .bytes = found->header,
        .length = (size_t)length,
        .granule = ogg_page_granulepos(found),
        .serial = (uint32_t)ogg_page_serialno(found),
        .number = (uint32_t)ogg_page_pageno(found),
        .is_first = ogg_page_bos(found) != 0,
        .is_last = ogg_page_eos(found) != 0,
        .is_continued = ogg_page_continued(found) != 0,
    };
}

enum page_step page_scanner_next(
    struct page_scanner *scanner, struct page *page)
{
    ogg_page found;
    /* Unlike ogg_sync_pageout() it tells how many bytes it passed over, so
     * that every byte of a file is accounted for. */
    long length = ogg_sync_pageseek(&scanner->sync, &found);

    if (length == 0 && scanner->has_ended)
        length = skip_one_byte(&scanner->sync);
    if (length == 0)
        return PAGE_STARVED;
    if (length > 0) {
        fill_page(page, &found, scanner->offset, length);
        scanner->offset += length;
        return PAGE_FOUND;
    }
    *page = (struct page){.offset = scanner->offset, .length = (size_t)-length};
    scanner->offset -= length;
    return PAGE_SKIPPED;
}

void page_scanner_free(struct page_scanner *scanner)
{
    if (!scanner)
        return;
    ogg_sync_clear(&scanner->sync);
    free(scanner);
}
