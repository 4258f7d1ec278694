/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page.h"

#include "recorder/recording/page_checksum.h"
#include "recorder/recording/page_layout.h"

size_t page_segments(size_t packet_length)
{
    return packet_length / PAGE_SEGMENT_BYTES + 1;
}

size_t page_head_bytes(const uint8_t *bytes)
{
    return PAGE_HEADER_BYTES + (size_t)bytes[PAGE_SEGMENT_COUNT_AT];
}

uint64_t page_get(const uint8_t *at, int bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

void page_put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

/* The checksum itself counts as zeros. */
uint32_t page_sum(const uint8_t *bytes, size_t length)
{
    static const uint8_t zeros[PAGE_SEGMENT_COUNT_AT - PAGE_CHECKSUM_AT];
    uint32_t sum = page_checksum_add(0, bytes, PAGE_CHECKSUM_AT);

    sum = page_checksum_add(sum, zeros, sizeof zeros);
    return page_checksum_add(
        sum, bytes + PAGE_SEGMENT_COUNT_AT, length - PAGE_SEGMENT_COUNT_AT);
}

void page_make_last(uint8_t *bytes, size_t length, int64_t granule)
{
    bytes[PAGE_FLAGS_AT] |= PAGE_FLAG_LAST;
    page_put(bytes + PAGE_GRANULE_AT, (uint64_t)granule, 8);
    page_put(bytes + PAGE_CHECKSUM_AT, page_sum(bytes, length), 4);
}

bool page_is_closed(const struct page *page)
{
    size_t head = page_head_bytes(page->bytes);

    return !page->is_continued && head > PAGE_HEADER_BYTES &&
           page->bytes[head - 1] < PAGE_SEGMENT_BYTES;
}

bool page_next_piece(
    const struct page *page, size_t *segment, struct page_piece *piece)
{
    size_t count = page->bytes[PAGE_SEGMENT_COUNT_AT];
    const uint8_t *table = page->bytes + PAGE_HEADER_BYTES;

    if (*segment >= count)
        return false;
    *piece = (struct page_piece){
        .bytes = *segment == 0 ? table + count : piece->bytes + piece->length};
    while (*segment < count && !piece->has_ended) {
        uint8_t length = table[(*segment)++];
        piece->length += length;
        piece->has_ended = length < PAGE_SEGMENT_BYTES;
    }
    return true;
}
