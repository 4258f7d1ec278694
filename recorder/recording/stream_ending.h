/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a logical Ogg stream ends, by the last pages of its file and without
 * reading all of it.
 */
#ifndef ROOMCAST_RECORDING_STREAM_ENDING_H
#define ROOMCAST_RECORDING_STREAM_ENDING_H

#include <stdint.h>

#include "recorder/base/err.h"

/* No real stream comes near; it keeps sums of granules from overflowing. */
#define STREAM_GRANULE_MOST (INT64_MAX / 4)

struct stream_ending {
    int64_t granule; /* the last that a page has; -1: none */
    bool is_end;     /* the last page says that it is */
};

/* Of the stream of that serial number in an open file, which need not be at
 * its beginning. ERR_IO or ERR_MEMORY. */
bool stream_ending_find(
    struct stream_ending *ending, int fd, uint32_t serial, struct err *err);

#endif
