/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text files in gzip, by zlib, made when they are first asked for and kept:
 * a feed is fetched a thousand times between two changes.
 *
 * At most 64 files and 16 MiB, those asked for longest ago go first. One
 * thread.
 */
#ifndef ROOMCAST_FEEDS_SERVER_PACKED_SHELF_H
#define ROOMCAST_FEEDS_SERVER_PACKED_SHELF_H

#include <stddef.h>
#include <stdint.h>

#include "feeds/server/web_folder.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* What is smaller gains nothing; what is larger would hold up the others
 * while it is packed. */
#define PACKED_LEAST_BYTES 512
#define PACKED_MOST_BYTES ((uint64_t)8 << 20)

struct packed_shelf;

struct packed {
    size_t length;
    uint8_t bytes[]; /* RFC 1952 */
};

struct packed_shelf *packed_shelf_new(struct err *err);

/* The file in gzip, for packed_release(); it stays as it is though the shelf
 * forgets it. NULL when it cannot be read as a whole or memory runs out. */
const struct packed *packed_shelf_get(
    struct packed_shelf *shelf, const struct web_file *file);

/* NULL is fine. May come after the shelf is gone. */
void packed_release(const struct packed *packed);

/* NULL is fine. */
void packed_shelf_free(struct packed_shelf *shelf);
OWNED(packed_shelf)

#endif
