/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks of the disk that are held for a file that grows, so that a full disk
 * is known while what has yet to be written still fits.
 *
 *     disk_reserve_hold(&reserve, fd, step, path, err);
 *     … write … disk_reserve_grow(&reserve, bytes);           each time
 *     if (disk_reserve_is_full(&reserve)) … end the file …
 *     disk_reserve_release(&reserve, path, err);
 *
 * They lie behind the end of the file (fallocate(2) with
 * FALLOC_FL_KEEP_SIZE), which never holds zeros for that. One step is held at
 * first, and another each time less than a quarter of a step is left: so
 * much can always be written after the disk was said to be full.
 *
 * File systems that cannot do this (NFS before 4.2, many of FUSE) hold
 * nothing, and are never full: there the write itself fails.
 *
 * Held by one thread, grown by another, released when that one is still; only
 * disk_reserve_is_full() is for any thread at any time.
 */
#ifndef ROOMCAST_RECORDING_DISK_RESERVE_H
#define ROOMCAST_RECORDING_DISK_RESERVE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

struct disk_reserve {
    int fd;
    int64_t step_bytes;
    int64_t written_bytes;
    int64_t held_bytes; /* up to there, from the beginning; 0: it cannot */
    atomic_bool is_full;
};

/* Holds the first step for an empty file. ERR_IO when the disk is full. */
bool disk_reserve_hold(struct disk_reserve *reserve, int fd, int64_t step_bytes,
    const char *path, struct err *err);

/* So much is about to be written; holds more if it is time to. */
void disk_reserve_grow(struct disk_reserve *reserve, size_t bytes);

/* The disk did not have the next step; the file should be ended. */
bool disk_reserve_is_full(const struct disk_reserve *reserve);

/* Gives back what lies behind the end of an open file; also what a process
 * that was killed had held. */
bool disk_reserve_release(int fd, const char *path, struct err *err);

#endif
