/* SPDX-License-Identifier: BSD-2-Clause */
/* Where things are in the header of an Ogg page (RFC 3533 6); numbers are
 * little-endian. */
#ifndef ROOMCAST_RECORDING_PAGE_LAYOUT_H
#define ROOMCAST_RECORDING_PAGE_LAYOUT_H

#define PAGE_CAPTURE "OggS" /* then a version, 0 */
#define PAGE_CAPTURE_BYTES 4
#define PAGE_FLAGS_AT 5
#define PAGE_GRANULE_AT 6
#define PAGE_SERIAL_AT 14
#define PAGE_NUMBER_AT 18
#define PAGE_CHECKSUM_AT 22
#define PAGE_SEGMENT_COUNT_AT 26

#define PAGE_FLAG_CONTINUED 0x01
#define PAGE_FLAG_FIRST 0x02
#define PAGE_FLAG_LAST 0x04

#endif
