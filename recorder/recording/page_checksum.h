/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checksum of Ogg pages (RFC 3533 6): a CRC of polynomial 0x04c11db7,
 * highest bit first, from 0, without a final exclusive or.
 *
 * So it is linear: the sum of two stretches is the first's, shifted by the
 * length of the second, exclusive or the second's. Pages are joined and their
 * headers changed without a look at the sound:
 *
 *     sum = page_checksum_shift(sum_of_head, body_bytes) ^ sum_of_body;
 *
 * Where the processor multiplies polynomials (PCLMULQDQ of x86-64) it does
 * 16 bytes a cycle, elsewhere 1 to 2. Pure; any threads may use it.
 */
#ifndef ROOMCAST_RECORDING_PAGE_CHECKSUM_H
#define ROOMCAST_RECORDING_PAGE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The longest shift: more than a page. */
#define PAGE_CHECKSUM_MOST_SHIFT 0x1ffff

/* The sum of what `sum` is of, 0 for nothing, and these bytes behind it. */
uint32_t page_checksum_add(uint32_t sum, const uint8_t *bytes, size_t length);

/* The sum with `length` zero bytes behind it. */
uint32_t page_checksum_shift(uint32_t sum, size_t length);

/* The same without the help of the processor. */
uint32_t page_checksum_add_by_tables(
    uint32_t sum, const uint8_t *bytes, size_t length);
uint32_t page_checksum_shift_by_tables(uint32_t sum, size_t length);

#endif
