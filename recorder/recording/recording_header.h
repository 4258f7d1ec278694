/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two header pages at the beginning of each of our recordings: OpusHead
 * and OpusTags (RFC 7845 5), always RECORDING_HEADER_BYTES together, so that
 * they can be written again in place when more is known. What the tags do
 * not fill is reserved as padding (5.2).
 */
#ifndef ROOMCAST_RECORDING_RECORDING_HEADER_H
#define ROOMCAST_RECORDING_RECORDING_HEADER_H

#include "recorder/recording/chapters.h"
#include "recorder/recording/recording.h"
#include "recorder/recording/stream_header.h"

/* Two blocks of every file system in use. Sound begins behind them. */
#define RECORDING_HEADER_BYTES 8192
#define RECORDING_HEADER_PAGES 2

/* The header of a recording that begins; cleared by stream_header_clear(). */
void recording_header_init(struct stream_header *header,
    const struct recording_facts *facts, uint32_t serial);

/* Adds what is known at its end. */
void recording_header_set_result(
    struct stream_header *header, const struct recording_result *result);

/* Adds the chapters that begin before that end, as many as there is room for
 * (about a hundred). Returns how many are left out. Call it last. */
size_t recording_header_set_chapters(struct stream_header *header,
    const struct chapters *chapters, int64_t end_frames_48k);

/* Both pages into `bytes`. ERR_LIMIT when the tags have grown too long. */
bool recording_header_format(const struct stream_header *header,
    uint8_t bytes[RECORDING_HEADER_BYTES], struct err *err);

/* Writes both pages at the beginning of an open file, in one write(2), and
 * syncs it. */
bool recording_header_store(const struct stream_header *header, int fd,
    const char *path, struct err *err);

/* Reads both pages of a file of ours. ERR_FORMAT when they are damaged, or
 * not as recording_header_format() makes them; *header is then untouched. */
bool recording_header_load(
    struct stream_header *header, int fd, const char *path, struct err *err);

/* What it says of the recording; the source is not in it. */
bool recording_header_facts(const struct stream_header *header,
    struct recording_facts *facts, struct err *err);

#endif
