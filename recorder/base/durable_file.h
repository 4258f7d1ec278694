/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that a reader sees whole or not at all, and after a power cut too:
 * write under a temporary name in the same folder, sync, rename over, sync
 * the folder. (Without the first sync XFS leaves an empty file, without the
 * second the old one may come back.)
 *
 *     own(durable_file) file = durable_file_new("site/feed.xml", 0644, err);
 *     if (!file || !durable_file_write(file, bytes, length, err) ||
 *         !durable_file_commit(file, err))
 *         return false;
 *
 * Without a commit the temporary file is removed and the old one stays.
 */
#ifndef ROOMCAST_BASE_DURABLE_FILE_H
#define ROOMCAST_BASE_DURABLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct durable_file;

/* Begins a file that will replace `path`. `mode` is set whatever the umask.
 * The temporary lies beside it, hidden, and is known by durable_is_temporary().
 */
struct durable_file *durable_file_new(
    const char *path, mode_t mode, struct err *err);

/* Appends. */
bool durable_file_write(struct durable_file *file, const void *bytes,
    size_t length, struct err *err);

/* The path and the descriptor of the temporary, for a library that wants to
 * write itself. Borrowed. */
const char *durable_file_temporary(const struct durable_file *file);
int durable_file_descriptor(const struct durable_file *file);

/* Syncs, renames, syncs the folder. Once only. */
bool durable_file_commit(struct durable_file *file, struct err *err);

/* Removes the temporary unless committed. NULL is fine. */
void durable_file_free(struct durable_file *file);
OWNED(durable_file)

/* All of the above for bytes at hand. */
bool durable_replace(const char *path, mode_t mode, const void *bytes,
    size_t length, struct err *err);

/* The same for what another file holds. */
bool durable_copy(
    const char *from, const char *path, mode_t mode, struct err *err);

/* For figures that are written anew every few seconds: a reader sees them
 * whole, a power cut may lose them, and the disk is never waited for. */
bool durable_replace_unsynced(const char *path, mode_t mode, const void *bytes,
    size_t length, struct err *err);

/* Renames to a name that must not exist yet, and syncs the folder. ERR_IO
 * with "File exists" when it does; nothing is ever overwritten. */
bool durable_rename_new(const char *from, const char *to, struct err *err);

/* Makes the folder and those above it, as far as they are missing. */
bool durable_make_folder(const char *path, mode_t mode, struct err *err);

/* Syncs the folder that holds `path`, so that its name survives. */
bool durable_sync_folder_of(const char *path, struct err *err);

/* write(2) until all is written. */
bool durable_write_all(int fd, const void *bytes, size_t length,
    const char *path, struct err *err);

/* How the names of temporary files begin. */
#define DURABLE_TEMPORARY_MARK ".roomcast-tmp."

/* True for names that an interrupted run may have left behind. */
bool durable_is_temporary(const char *name);

#endif
