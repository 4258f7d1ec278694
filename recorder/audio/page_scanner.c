/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/page_scanner.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/audio/page_checksum.h"
#include "recorder/audio/page_layout.h"

#define LEAST_CAPACITY 4096

struct page_scanner {
    uint8_t *bytes;
    size_t capacity;
    size_t begin; /* of what has not been looked at */
    size_t end;
    int64_t offset; /* of the byte at `begin` */
    bool has_ended;
};

struct page_scanner *page_scanner_new(struct err *err)
{
    struct page_scanner *scanner = calloc(1, sizeof *scanner);

    if (!scanner)
        err_no_memory(err);
    return scanner;
}

static void move_to_front(struct page_scanner *scanner)
{
    if (scanner->begin == 0)
        return;
    scanner->end -= scanner->begin;
    memmove(scanner->bytes, scanner->bytes + scanner->begin, scanner->end);
    scanner->begin = 0;
}

uint8_t *page_scanner_room(struct page_scanner *scanner, size_t length)
{
    size_t capacity = scanner->capacity ? scanner->capacity : LEAST_CAPACITY;

    move_to_front(scanner);
    while (capacity - scanner->end < length)
        capacity *= 2;
    if (capacity > scanner->capacity) {
        uint8_t *bytes = realloc(scanner->bytes, capacity);
        if (!bytes)
            return NULL;
        scanner->bytes = bytes;
        scanner->capacity = capacity;
    }
    return scanner->bytes + scanner->end;
}

void page_scanner_fed(struct page_scanner *scanner, size_t length)
{
    scanner->end += length;
}

void page_scanner_end(struct page_scanner *scanner)
{
    scanner->has_ended = true;
}

/* --- Looking ------------------------------------------------------------ */

static size_t page_length(const uint8_t *bytes)
{
    size_t head = page_head_bytes(bytes);
    size_t length = head;

    for (size_t i = PAGE_HEADER_BYTES; i < head; i++)
        length += bytes[i];
    return length;
}

/* Whether a page may begin here, and more has to come to tell. */
static bool is_too_short(const uint8_t *bytes, size_t left)
{
    return left < PAGE_HEADER_BYTES || left < page_head_bytes(bytes) ||
           left < page_length(bytes);
}

static bool may_begin(const uint8_t *bytes, size_t left)
{
    size_t seen = left < PAGE_CAPTURE_BYTES ? left : PAGE_CAPTURE_BYTES;

    return memcmp(bytes, PAGE_CAPTURE, seen) == 0;
}

/* Header and body apart, as a writer wants the latter. */
static bool is_right(const uint8_t *bytes, size_t length, uint32_t *body_sum)
{
    size_t head = page_head_bytes(bytes);

    *body_sum = page_checksum_add(0, bytes + head, length - head);
    return page_get(bytes + PAGE_CHECKSUM_AT, 4) ==
           (page_checksum_shift(page_sum(bytes, head), length - head) ^
               *body_sum);
}

static void fill_page(struct page *page, const uint8_t *bytes, size_t length)
{
    uint8_t flags = bytes[PAGE_FLAGS_AT];

    *page = (struct page){
        .bytes = bytes,
        .length = length,
        .granule = (int64_t)page_get(bytes + PAGE_GRANULE_AT, 8),
        .serial = (uint32_t)page_get(bytes + PAGE_SERIAL_AT, 4),
        .number = (uint32_t)page_get(bytes + PAGE_NUMBER_AT, 4),
        .is_first = flags & PAGE_FLAG_FIRST,
        .is_last = flags & PAGE_FLAG_LAST,
        .is_continued = flags & PAGE_FLAG_CONTINUED,
    };
}

static void pass(struct page_scanner *scanner, size_t length)
{
    scanner->begin += length;
    scanner->offset += (int64_t)length;
}

/* To the next place behind the first byte where a page may begin. */
static enum page_step skip(struct page_scanner *scanner, struct page *page)
{
    const uint8_t *bytes = scanner->bytes + scanner->begin;
    size_t left = scanner->end - scanner->begin;
    size_t length = 1;

    while (length < left && !may_begin(bytes + length, left - length)) {
        const uint8_t *next =
            memchr(bytes + length + 1, PAGE_CAPTURE[0], left - length - 1);
        length = next ? (size_t)(next - bytes) : left;
    }
    *page = (struct page){.offset = scanner->offset, .length = length};
    pass(scanner, length);
    return PAGE_SKIPPED;
}

enum page_step page_scanner_next(
    struct page_scanner *scanner, struct page *page)
{
    size_t left = scanner->end - scanner->begin;

    if (left == 0)
        return PAGE_STARVED;
    const uint8_t *bytes = scanner->bytes + scanner->begin;
    if (!may_begin(bytes, left))
        return skip(scanner, page);
    if (is_too_short(bytes, left))
        return scanner->has_ended ? skip(scanner, page) : PAGE_STARVED;
    size_t length = page_length(bytes);
    uint32_t body_sum;
    if (!is_right(bytes, length, &body_sum))
        return skip(scanner, page);
    fill_page(page, bytes, length);
    page->offset = scanner->offset;
    page->body_sum = body_sum;
    pass(scanner, length);
    return PAGE_FOUND;
}

void page_scanner_free(struct page_scanner *scanner)
{
    if (!scanner)
        return;
    free(scanner->bytes);
    free(scanner);
}
