/* SPDX-License-Identifier: BSD-2-Clause */
/* Ogg pages in any bytes: every byte is accounted for, once. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/audio/packet_joiner.h"
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

static size_t take_all(
    struct page_scanner *scanner, struct packet_joiner *joiner, size_t offset)
{
    struct page page;
    enum page_step step;

    while ((step = page_scanner_next(scanner, &page)) != PAGE_STARVED) {
        assert(page.offset == (int64_t)offset);
        assert(page.length > 0);
        offset += page.length;
        if (step == PAGE_FOUND)
            join(joiner, &page);
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
    for (size_t at = 0; at < length; at += step) {
        size_t fed = length - at < step ? length - at : step;
        uint8_t *room = page_scanner_room(scanner, fed);
        assert(room);
        memcpy(room, mended + at, fed);
        page_scanner_fed(scanner, fed);
        offset = take_all(scanner, &joiner, offset);
    }
    page_scanner_end(scanner);
    assert(take_all(scanner, &joiner, offset) == length);
    packet_joiner_clear(&joiner);
    return 0;
}
