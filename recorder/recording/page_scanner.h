/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds whole Ogg pages (RFC 3533) in any bytes, and says of every byte that
 * is not on one.
 *
 *     while (… bytes = page_scanner_room(scanner, 4096))
 *         page_scanner_fed(scanner, read(fd, bytes, 4096));
 *         while ((step = page_scanner_next(scanner, &page)) != PAGE_STARVED)
 *             …
 *     page_scanner_end(scanner);              what is left is looked through
 *     while (page_scanner_next(scanner, &page) != PAGE_STARVED) …
 */
#ifndef ROOMCAST_RECORDING_PAGE_SCANNER_H
#define ROOMCAST_RECORDING_PAGE_SCANNER_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/recording/page.h"

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
