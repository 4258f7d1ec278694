/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ogg/Opus files made field by field, without libogg and without our writer,
 * so that a test can get one field wrong and leave all others right.
 */
#ifndef ROOMCAST_TESTS_RECORDING_BUILT_STREAM_H
#define ROOMCAST_TESTS_RECORDING_BUILT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/text.h"

#define BUILT_CONTINUED 1
#define BUILT_FIRST 2
#define BUILT_LAST 4
#define BUILT_PRESKIP_48K 312
#define BUILT_PACKET_48K 960
#define BUILT_PAGE_PACKETS 5
#define BUILT_PAGE_48K (BUILT_PAGE_PACKETS * BUILT_PACKET_48K)
#define BUILT_MOST_PAGES 10

struct built_page {
    int version;
    int flags;
    int64_t granule;
    uint32_t serial;
    uint32_t number;
    uint8_t lacing[255];
    size_t lacing_count;
    uint8_t body[2048];
    size_t length;
    bool has_wrong_sum;
};

struct built_stream {
    struct built_page pages[BUILT_MOST_PAGES];
    size_t count;
};

/* Head, tags, and pages of silence: all right, the last with EOS. */
void built_stream_init(struct built_stream *stream, int sound_pages);

/* Appends a packet; one that goes on has a length that 255 divides. */
void built_page_add(
    struct built_page *page, const void *packet, size_t length, bool goes_on);

/* Takes all packets from a page. */
void built_page_empty(struct built_page *page);

/* Appends a page to a file, with its checksum. */
void built_page_append(const struct built_page *page, struct text *file);

void built_stream_append(const struct built_stream *stream, struct text *file);

#endif
