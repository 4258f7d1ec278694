/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the checksums of all Ogg pages in some bytes right, so that what a
 * mutation did to a page is not thrown away with the page.
 */
#ifndef ROOMCAST_FUZZ_MEND_PAGES_H
#define ROOMCAST_FUZZ_MEND_PAGES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* RFC 3533 section 6, field 7: nothing reflected, begun with 0. */
static inline uint32_t page_checksum(const uint8_t *page, size_t length)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < length; i++) {
        sum ^= (uint32_t)page[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
    }
    return sum;
}

/* The length of the page that begins here, 0 when it does not fit. */
static inline size_t page_length(const uint8_t *page, size_t room)
{
    if (room < 27 || room < 27 + (size_t)page[26])
        return 0;
    size_t length = 27 + (size_t)page[26];
    for (size_t i = 0; i < page[26]; i++)
        length += page[27 + i];
    return length <= room ? length : 0;
}

static inline void mend_pages(uint8_t *bytes, size_t length)
{
    for (size_t at = 0; at + 4 <= length; at++) {
        if (memcmp(bytes + at, "OggS", 4) != 0)
            continue;
        size_t page = page_length(bytes + at, length - at);
        if (page == 0)
            continue;
        memset(bytes + at + 22, 0, 4);
        uint32_t sum = page_checksum(bytes + at, page);
        for (int i = 0; i < 4; i++)
            bytes[at + 22 + (size_t)i] = (uint8_t)(sum >> (8 * i));
        at += page - 1;
    }
}

#endif
