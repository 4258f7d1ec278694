/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page_writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/recording/page_checksum.h"
#include "recorder/recording/page_layout.h"

#define BODY_MOST_BYTES (PAGE_MOST_SEGMENTS * PAGE_SEGMENT_BYTES)

struct page_writer {
    bool has_begun; /* the first packet of the stream is out */
    uint32_t serial;
    uint32_t number; /* of the page in hand */
    int64_t granule; /* of the last packet that ends on it */
    bool is_continued;
    size_t segments;
    uint8_t table[PAGE_MOST_SEGMENTS];
    size_t length;       /* of the body */
    size_t summed_bytes; /* of it, of which the sum is known */
    uint32_t sum;
    struct text whole; /* pages before it, since the last flush */
    uint8_t body[];
};

struct page_writer *page_writer_new(
    uint32_t serial, uint32_t first_number, struct err *err)
{
    /* Memory that is never written to is never taken: no calloc(). */
    struct page_writer *writer = malloc(sizeof *writer + BODY_MOST_BYTES);

    if (!writer)
        return err_no_memory(err), NULL;
    *writer = (struct page_writer){
        .has_begun = first_number > 0,
        .serial = serial,
        .number = first_number,
        .granule = PAGE_NO_GRANULE,
    };
    return writer;
}

/* --- The page in hand --------------------------------------------------- */

/* Of the body, as far as it goes. */
static void sum_up(struct page_writer *writer)
{
    writer->sum =
        page_checksum_add(writer->sum, writer->body + writer->summed_bytes,
            writer->length - writer->summed_bytes);
    writer->summed_bytes = writer->length;
}

static void format_head(const struct page_writer *writer, uint8_t *head)
{
    memset(head, 0, PAGE_HEADER_BYTES);
    memcpy(head, PAGE_CAPTURE, PAGE_CAPTURE_BYTES);
    head[PAGE_FLAGS_AT] = (writer->is_continued ? PAGE_FLAG_CONTINUED : 0) |
                          (writer->number == 0 ? PAGE_FLAG_FIRST : 0);
    page_put(head + PAGE_GRANULE_AT, (uint64_t)writer->granule, 8);
    page_put(head + PAGE_SERIAL_AT, writer->serial, 4);
    page_put(head + PAGE_NUMBER_AT, writer->number, 4);
    head[PAGE_SEGMENT_COUNT_AT] = (uint8_t)writer->segments;
    memcpy(head + PAGE_HEADER_BYTES, writer->table, writer->segments);
}

/* Appends it to `pages` and begins the next. */
static void turn(struct page_writer *writer, struct text *pages)
{
    uint8_t head[PAGE_HEADER_BYTES + PAGE_MOST_SEGMENTS];
    size_t length = PAGE_HEADER_BYTES + writer->segments;

    format_head(writer, head);
    sum_up(writer);
    page_put(head + PAGE_CHECKSUM_AT,
        page_checksum_shift(page_sum(head, length), writer->length) ^
            writer->sum,
        4);
    text_append_bytes(pages, head, length);
    text_append_bytes(pages, writer->body, writer->length);
    writer->number++;
    writer->granule = PAGE_NO_GRANULE;
    writer->is_continued = false;
    writer->segments = 0;
    writer->length = 0;
    writer->summed_bytes = 0;
    writer->sum = 0;
}

/* Appends a segment, and the page first when it is full. */
static void add_segment(
    struct page_writer *writer, const uint8_t *bytes, size_t length)
{
    if (writer->segments == PAGE_MOST_SEGMENTS)
        turn(writer, &writer->whole);
    writer->table[writer->segments++] = (uint8_t)length;
    if (length > 0)
        memcpy(writer->body + writer->length, bytes, length);
    writer->length += length;
}

/* --- Packets ------------------------------------------------------------ */

static void add_packet(
    struct page_writer *writer, const uint8_t *packet, size_t length)
{
    bool has_begun = false;

    for (; length >= PAGE_SEGMENT_BYTES; length -= PAGE_SEGMENT_BYTES) {
        add_segment(writer, packet, PAGE_SEGMENT_BYTES);
        writer->is_continued |= has_begun && writer->segments == 1;
        packet += PAGE_SEGMENT_BYTES;
        has_begun = true;
    }
    add_segment(writer, packet, length);
    writer->is_continued |= has_begun && writer->segments == 1;
}

bool page_writer_push(struct page_writer *writer, const uint8_t *packet,
    size_t length, int64_t granule, struct err *err)
{
    add_packet(writer, packet, length);
    writer->granule = granule;
    if (!writer->has_begun)
        turn(writer, &writer->whole);
    writer->has_begun = true;
    return text_finish(&writer->whole, err);
}

void page_writer_push_page(
    struct page_writer *writer, const struct page *page, int64_t granule)
{
    size_t head = page_head_bytes(page->bytes);
    size_t segments = head - PAGE_HEADER_BYTES;
    size_t length = page->length - head;

    assert(page_writer_has_room_for_page(writer, page));
    sum_up(writer);
    memcpy(writer->table + writer->segments, page->bytes + PAGE_HEADER_BYTES,
        segments);
    memcpy(writer->body + writer->length, page->bytes + head, length);
    writer->sum = page_checksum_shift(writer->sum, length) ^ page->body_sum;
    writer->segments += segments;
    writer->length += length;
    writer->summed_bytes = writer->length;
    writer->granule = granule;
}

bool page_writer_has_room(const struct page_writer *writer, size_t length)
{
    return writer->segments + page_segments(length) <= PAGE_MOST_SEGMENTS;
}

bool page_writer_has_room_for_page(
    const struct page_writer *writer, const struct page *page)
{
    return writer->has_begun &&
           writer->segments + page_head_bytes(page->bytes) <=
               PAGE_HEADER_BYTES + PAGE_MOST_SEGMENTS;
}

bool page_writer_is_empty(const struct page_writer *writer)
{
    return writer->segments == 0 && writer->whole.length == 0;
}

bool page_writer_flush(
    struct page_writer *writer, struct text *pages, struct err *err)
{
    text_append_bytes(pages, writer->whole.bytes, writer->whole.length);
    text_reset(&writer->whole);
    if (writer->segments > 0)
        turn(writer, pages);
    return text_finish(pages, err);
}

void page_writer_free(struct page_writer *writer)
{
    if (!writer)
        return;
    text_clear(&writer->whole);
    free(writer);
}
