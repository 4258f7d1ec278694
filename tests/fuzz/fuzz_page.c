/* SPDX-License-Identifier: BSD-2-Clause */
/* Ogg pages in any bytes: every byte is accounted for, once, and the pages are
 * those that libogg finds. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <ogg/ogg.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/recording/packet_joiner.h"
#include "recorder/recording/page_scanner.h"
#include "tests/fuzz/mend_pages.h"

#define MOST_PACKET_BYTES 100000

/* Reads every byte, for the sanitizers. */
static volatile uint8_t sink;

static void join(struct packet_joiner *joiner, const struct page *page)
{
    struct err err;

    assert(packet_joiner_push(joiner, page, &err));
    for (size_t i = 0; i < joiner->count; i++) {
        const struct joined_packet *packet = &joiner->packets[i];
        assert(packet->length <= MOST_PACKET_BYTES + PAGE_MOST_BYTES);
        for (size_t at = 0; at < packet->length; at++)
            sink ^= packet->bytes[at];
    }
}

/* libogg's next page is the same; it passes over what is none. */
static void compare(ogg_sync_state *libogg, const struct page *page)
{
    ogg_page theirs;
    long length;

    do
        length = ogg_sync_pageseek(libogg, &theirs);
    while (length < 0);
    assert(length == (long)page->length);
    assert(memcmp(theirs.header, page->bytes, page->length) == 0);
    assert(page->granule == ogg_page_granulepos(&theirs));
    assert(page->serial == (uint32_t)ogg_page_serialno(&theirs));
    assert(page->number == (uint32_t)ogg_page_pageno(&theirs));
    assert(page->is_first == (ogg_page_bos(&theirs) != 0));
    assert(page->is_last == (ogg_page_eos(&theirs) != 0));
    assert(page->is_continued == (ogg_page_continued(&theirs) != 0));
}

/* `libogg`: who is to find the same, or NULL. */
static size_t take_all(struct page_scanner *scanner,
    struct packet_joiner *joiner, ogg_sync_state *libogg, size_t offset)
{
    struct page page;
    enum page_step step;

    while ((step = page_scanner_next(scanner, &page)) != PAGE_STARVED) {
        assert(page.offset == (int64_t)offset);
        assert(page.length > 0);
        offset += page.length;
        if (step == PAGE_FOUND)
            join(joiner, &page);
        if (step == PAGE_FOUND && libogg)
            compare(libogg, &page);
    }
    return offset;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err;
    own_heap(uint8_t) mended = malloc(length + 1);
    struct packet_joiner joiner = {.most_bytes = MOST_PACKET_BYTES};
    own(page_scanner) scanner = page_scanner_new(&err);
    size_t offset = 0;
    size_t step = length > 0 ? 1 + bytes[0] * (size_t)16 : 1;

    assert(scanner && mended);
    memcpy(mended, bytes, length);
    mend_pages(mended, length);
    ogg_sync_state libogg;
    ogg_page none;
    ogg_sync_init(&libogg);
    memcpy(ogg_sync_buffer(&libogg, (long)length + 1), mended, length);
    ogg_sync_wrote(&libogg, (long)length);
    for (size_t at = 0; at < length; at += step) {
        size_t fed = length - at < step ? length - at : step;
        uint8_t *room = page_scanner_room(scanner, fed);
        assert(room);
        memcpy(room, mended + at, fed);
        page_scanner_fed(scanner, fed);
        offset = take_all(scanner, &joiner, &libogg, offset);
    }
    long left;
    do
        left = ogg_sync_pageseek(&libogg, &none);
    while (left < 0);
    assert(left == 0);
    ogg_sync_clear(&libogg);
    page_scanner_end(scanner);
    assert(take_all(scanner, &joiner, NULL, offset) == length);
    packet_joiner_clear(&joiner);
    return 0;
}
