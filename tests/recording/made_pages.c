/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/made_pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void made_pages_fill(uint8_t *packet, size_t length)
{
    memset(packet, 'a' + (int)(length % 26), length);
}

void made_pages_push(struct page_writer *writer, size_t length, int64_t granule)
{
    static uint8_t packet[MADE_PAGES_MOST_BYTES];
    struct err err = {0};

    made_pages_fill(packet, length);
    assert_true(page_writer_push(writer, packet, length, granule, &err));
}

void made_pages_flush(struct page_writer *writer, struct text *pages)
{
    struct err err = {0};

    assert_true(page_writer_flush(writer, pages, &err));
}

void made_pages_feed(
    struct page_scanner *scanner, const void *bytes, size_t length)
{
    uint8_t *room = page_scanner_room(scanner, length);

    assert_non_null(room);
    memcpy(room, bytes, length);
    page_scanner_fed(scanner, length);
}

struct page_scanner *made_pages_scanner(const struct text *bytes)
{
    struct err err = {0};
    struct page_scanner *scanner = page_scanner_new(&err);

    assert_non_null(scanner);
    made_pages_feed(scanner, bytes->bytes, bytes->length);
    page_scanner_end(scanner);
    return scanner;
}
