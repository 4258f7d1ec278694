/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of packets that show their length, and a scanner that finds them. All
 * calls succeed, or fail the test. */
#ifndef ROOMCAST_TESTS_RECORDING_MADE_PAGES_H
#define ROOMCAST_TESTS_RECORDING_MADE_PAGES_H

#include "recorder/recording/page_scanner.h"
#include "recorder/recording/page_writer.h"

#define MADE_PAGES_SERIAL 0xfedcba98u
#define MADE_PAGES_MOST_BYTES 200000 /* of a packet */

/* What a packet of that length is made of. */
void made_pages_fill(uint8_t *packet, size_t length);

void made_pages_push(
    struct page_writer *writer, size_t length, int64_t granule);
void made_pages_flush(struct page_writer *writer, struct text *pages);

void made_pages_feed(
    struct page_scanner *scanner, const void *bytes, size_t length);

/* Of nothing but these. */
struct page_scanner *made_pages_scanner(const struct text *bytes);

#endif
