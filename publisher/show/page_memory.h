/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From which facts and files the pages of a show's episodes were last made,
 * kept by the catalogue: of thousands of pages those that would come out the
 * same need not be made again to be compared.
 *
 *     own(page_memory) pages = page_memory_read(catalogue, "weekly", err);
 *     if (!page_memory_has(pages, "2026-11-22", print)) …write it…
 *     page_memory_add(pages, "2026-11-22", print);      as it is now
 *     page_memory_keep(pages, catalogue, err)
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_PAGE_MEMORY_H
#define ROOMCAST_PUBLISHER_SHOW_PAGE_MEMORY_H

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/err.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/own.h"

struct page_memory;

/* What the last run kept, if any; without a catalogue nothing. NULL on
 * failure. */
struct page_memory *page_memory_read(
    struct catalogue *catalogue, const char *show, struct err *err);

bool page_memory_has(const struct page_memory *pages, const char *slug,
    const char print[FINGERPRINT_BYTES]);

void page_memory_add(struct page_memory *pages, const char *slug,
    const char print[FINGERPRINT_BYTES]);

/* What was added, in place of what was kept before. */
bool page_memory_keep(const struct page_memory *pages,
    struct catalogue *catalogue, struct err *err);

/* NULL is fine. */
void page_memory_free(struct page_memory *pages);
OWNED(page_memory)

#endif
