/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that appends blocks to files and syncs them, so that audio never
 * waits for a disk.
 *
 *     own(disk_writer) disk = disk_writer_new(err);
 *     disk_writer_append(disk, &page, err);                            …
 *     disk_writer_append(disk, &line, err);                            …
 *     disk_writer_drain(disk, err);
 *
 * Blocks are written in the order of their appends, each by one write(2)
 * (more only if the system takes less), and all that was waiting is then
 * synced at once: a quick disk syncs every block, a slow one as often as it
 * can. The first error is final: nothing is written after it, since a failed
 * sync may have dropped what was written before, and every later call
 * reports it. disk_writer_synced() then tells what is safe, so that the rest
 * can be written elsewhere. A file that was deleted is an error too.
 */
#ifndef ROOMCAST_RECORDING_DISK_WRITER_H
#define ROOMCAST_RECORDING_DISK_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/recording/disk_reserve.h"

/* How much may wait: two minutes of the highest bit rate there is. */
#define DISK_WRITER_MOST_BYTES ((size_t)8 << 20)

/* An open file; all of it is borrowed until the writer is freed. */
struct disk_file {
    int fd;
    const char *path;             /* for messages */
    struct disk_reserve *reserve; /* grown with the file; NULL: none */
};

/* Removes it, unless its name is another's or nobody's by now. */
bool disk_file_remove(const struct disk_file *file, struct err *err);

struct disk_block {
    const struct disk_file *file; /* borrowed until the writer is freed */
    const void *bytes;
    size_t length;
    int64_t mark; /* the caller's, rising; see disk_writer_synced() */
};

struct disk_writer;

struct disk_writer *disk_writer_new(struct err *err);

/* Queues a copy of the block and returns at once. Fails with the first error
 * of the disk, perhaps of an earlier block, or ERR_IO when too much waits;
 * that is final too, since a block is missing then. At most four files. */
bool disk_writer_append(struct disk_writer *writer,
    const struct disk_block *block, struct err *err);

/* The highest mark of all blocks that were synced, and all before them; 0
 * when there is none. */
int64_t disk_writer_synced(struct disk_writer *writer);

/* How long the slowest write and sync took since this was last asked. */
int64_t disk_writer_take_delay_ns(struct disk_writer *writer);

/* Waits until all is written and synced, or failed. */
bool disk_writer_drain(struct disk_writer *writer, struct err *err);

/* Ends the thread after what was queued is written. NULL is fine. */
void disk_writer_free(struct disk_writer *writer);
OWNED(disk_writer)

#endif
