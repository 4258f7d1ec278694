/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two header packets of an Ogg/Opus stream (RFC 7845 5), whoever wrote
 * them.
 */
#ifndef ROOMCAST_RECORDING_STREAM_HEADER_H
#define ROOMCAST_RECORDING_STREAM_HEADER_H

#include "recorder/recording/page_reader.h"
#include "recorder/recording/stream_head.h"
#include "recorder/recording/stream_tags.h"

struct stream_header {
    struct stream_head head;
    struct stream_tags *tags; /* owned; NULL when out of memory */
    uint32_t serial;          /* of the stream's pages */
};

/* Reads those of the first Opus stream, from the beginning of a file or of a
 * link of a chain; other streams multiplexed with it are passed over. Tags may
 * go over many pages, up to 16 MiB. ERR_FORMAT when it is not an Ogg/Opus file,
 * *header is untouched by any failure. */
bool stream_header_read(
    struct page_reader *pages, struct stream_header *header, struct err *err);

void stream_header_clear(struct stream_header *header);

#endif
