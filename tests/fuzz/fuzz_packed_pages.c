/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages that are copied as they are, in any bytes: what comes out is what their
 * packets one by one give, and libogg finds every byte of it right. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <ogg/ogg.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/recording/page_scanner.h"
#include "recorder/recording/page_writer.h"
#include "tests/fuzz/mend_pages.h"

struct copies {
    struct page_writer *by_pages;
    struct page_writer *by_packets;
    struct text pages;
    struct text packets;
};

static void copy_packets(struct copies *copies, const struct page *page)
{
    struct err err;
    struct page_piece piece;
    size_t segment = 0;

    while (page_next_piece(page, &segment, &piece))
        assert(page_writer_push(copies->by_packets, piece.bytes, piece.length,
            page->granule, &err));
}

static void turn(struct copies *copies)
{
    struct err err;

    assert(page_writer_flush(copies->by_pages, &copies->pages, &err));
    assert(page_writer_flush(copies->by_packets, &copies->packets, &err));
}

/* Pages follow each other on one page as the granule has it. */
static void copy(struct copies *copies, const struct page *page)
{
    if (!page_is_closed(page))
        return;
    if (!page_writer_has_room_for_page(copies->by_pages, page))
        turn(copies);
    page_writer_push_page(copies->by_pages, page, page->granule);
    copy_packets(copies, page);
    if (page->granule & 1)
        turn(copies);
}

static void copy_all(struct copies *copies, struct page_scanner *scanner)
{
    struct page page;
    enum page_step step;

    while ((step = page_scanner_next(scanner, &page)) != PAGE_STARVED) {
        if (step == PAGE_FOUND)
            copy(copies, &page);
    }
    turn(copies);
}

/* All of it is pages, from the first byte to the last. */
static void check(const struct text *pages)
{
    ogg_sync_state sync;
    ogg_page page;
    size_t found = 0;
    long length;

    if (pages->length == 0)
        return;
    ogg_sync_init(&sync);
    memcpy(ogg_sync_buffer(&sync, (long)pages->length), pages->bytes,
        pages->length);
    ogg_sync_wrote(&sync, (long)pages->length);
    while ((length = ogg_sync_pageseek(&sync, &page)) > 0)
        found += (size_t)length;
    assert(found == pages->length);
    ogg_sync_clear(&sync);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err;
    own(page_scanner) scanner = page_scanner_new(&err);
    own(page_writer) by_pages = page_writer_new(7, 2, &err);
    own(page_writer) by_packets = page_writer_new(7, 2, &err);
    struct copies copies = {.by_pages = by_pages, .by_packets = by_packets};

    assert(scanner && by_pages && by_packets);
    uint8_t *room = page_scanner_room(scanner, length + 1);
    assert(room);
    memcpy(room, bytes, length);
    mend_pages(room, length);
    page_scanner_fed(scanner, length);
    page_scanner_end(scanner);
    copy_all(&copies, scanner);
    assert(copies.pages.length == copies.packets.length);
    assert(copies.pages.length == 0 ||
           memcmp(copies.pages.bytes, copies.packets.bytes,
               copies.pages.length) == 0);
    check(&copies.pages);
    text_clear(&copies.pages);
    text_clear(&copies.packets);
    return 0;
}
