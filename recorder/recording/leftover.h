/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pages of sound there are in a recording that was cut off.
 */
#ifndef ROOMCAST_RECORDING_LEFTOVER_H
#define ROOMCAST_RECORDING_LEFTOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

/* What is noted of them, at most. */
#define LEFTOVER_MOST_HOLES 64

/* Bytes between two good pages that are none. */
struct leftover_hole {
    int64_t offset;
    int64_t bytes;
    int64_t begin; /* the granule that comes before it */
    int64_t end;   /* and the one at which the sound behind it begins */
};

struct leftover {
    int64_t file_bytes;
    int64_t kept_bytes;    /* up to the end of the last good page */
    int64_t skipped_bytes; /* damaged, before that */
    int64_t last_offset;   /* of the last good page */
    int64_t last_length;   /* 0: there is no page of sound */
    int64_t last_granule;
    bool has_end; /* it has EOS */
    struct leftover_hole holes[LEFTOVER_MOST_HOLES];
    size_t hole_count;
};

/* Scans an open file of ours behind its header, with checksums, for pages of
 * that stream; `serial` NULL: of any. Pages of others count as damage: a power
 * cut can leave old blocks of another recording. */
bool leftover_scan(
    int fd, const uint32_t *serial, struct leftover *leftover, struct err *err);

#endif
