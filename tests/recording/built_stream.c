/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/built_stream.h"

#include <assert.h>
#include <string.h>

#include "tests/fuzz/mend_pages.h"

static const uint8_t head[19] = {
    'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 1, 0x38, 1, 0x80, 0xbb};
static const uint8_t tags[20] = {
    'O', 'p', 'u', 's', 'T', 'a', 'g', 's', 4, 0, 0, 0, 't', 'e', 's', 't'};
static const uint8_t silence[3] = {0xf8, 0xff, 0xfe}; /* 20 ms */

static struct built_page *new_page(struct built_stream *stream)
{
    struct built_page *page = &stream->pages[stream->count];

    page->serial = 0xfedcba98u;
    page->number = (uint32_t)stream->count++;
    return page;
}

void built_stream_init(struct built_stream *stream, int sound_pages)
{
    *stream = (struct built_stream){0};
    built_page_add(new_page(stream), head, sizeof head, false);
    built_page_add(new_page(stream), tags, sizeof tags, false);
    stream->pages[0].flags = BUILT_FIRST;
    for (int i = 0; i < sound_pages; i++) {
        struct built_page *page = new_page(stream);
        for (int packet = 0; packet < BUILT_PAGE_PACKETS; packet++)
            built_page_add(page, silence, sizeof silence, false);
        page->granule = (int64_t)BUILT_PAGE_48K * (i + 1);
    }
    stream->pages[stream->count - 1].flags |= BUILT_LAST;
}

void built_page_add(
    struct built_page *page, const void *packet, size_t length, bool goes_on)
{
    assert(page->length + length <= sizeof page->body);
    memcpy(page->body + page->length, packet, length);
    page->length += length;
    for (; length >= 255; length -= 255)
        page->lacing[page->lacing_count++] = 255;
    if (!goes_on)
        page->lacing[page->lacing_count++] = (uint8_t)length;
}

void built_page_empty(struct built_page *page)
{
    page->lacing_count = 0;
    page->length = 0;
}

static void append_le(struct text *file, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        text_append_byte(file, (uint8_t)(number >> (8 * i)));
}

void built_page_append(const struct built_page *page, struct text *file)
{
    size_t begin = file->length;

    text_append(file, "OggS");
    text_append_byte(file, (uint8_t)page->version);
    text_append_byte(file, (uint8_t)page->flags);
    append_le(file, (uint64_t)page->granule, 8);
    append_le(file, page->serial, 4);
    append_le(file, page->number, 4);
    append_le(file, 0, 4);
    text_append_byte(file, (uint8_t)page->lacing_count);
    text_append_bytes(file, page->lacing, page->lacing_count);
    text_append_bytes(file, page->body, page->length);
    uint8_t *bytes = (uint8_t *)file->bytes + begin;
    uint32_t sum = page_checksum(bytes, file->length - begin);
    sum ^= page->has_wrong_sum;
    for (int i = 0; i < 4; i++)
        bytes[22 + i] = (uint8_t)(sum >> (8 * i));
}

void built_stream_append(const struct built_stream *stream, struct text *file)
{
    for (size_t i = 0; i < stream->count; i++)
        built_page_append(&stream->pages[i], file);
}
