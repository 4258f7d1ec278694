/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of an open file, one after the other, in constant memory.
 *
 *     own(page_reader) reader = page_reader_new(fd, 0, err);
 *     while ((step = page_reader_next(reader, &page, err)) <
 *         PAGE_READER_END)
 *         …
 */
#ifndef ROOMCAST_RECORDING_PAGE_READER_H
#define ROOMCAST_RECORDING_PAGE_READER_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/recording/page.h"

enum page_reader_step {
    PAGE_READER_PAGE,    /* *page, lent until the next call */
    PAGE_READER_SKIPPED, /* page->offset and page->length: no page */
    PAGE_READER_END,
    PAGE_READER_FAILED /* *err: ERR_IO or ERR_MEMORY */
};

struct page_reader;

/* Reads `fd` (borrowed, must allow pread(2)) from `offset` on. Offsets of
 * pages are those of the file. */
struct page_reader *page_reader_new(int fd, int64_t offset, struct err *err);

/* Neighbouring runs of skipped bytes may come as several steps. */
enum page_reader_step page_reader_next(
    struct page_reader *reader, struct page *page, struct err *err);

/* NULL is fine. */
void page_reader_free(struct page_reader *reader);
OWNED(page_reader)

#endif
