/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The published folder, and files opened in it for readers. Nothing outside
 * of it can be opened: the kernel resolves each path beneath it, through
 * ".." and symbolic links too (openat2(2), RESOLVE_BENEATH). A relative link
 * that stays within is followed, unless it leads to a name that is never
 * served (http_target.h); an absolute one is not.
 *
 * May be used by several threads at once.
 */
#ifndef ROOMCAST_FEEDS_SERVER_WEB_FOLDER_H
#define ROOMCAST_FEEDS_SERVER_WEB_FOLDER_H

#include <stdint.h>

#include "feeds/server/http_condition.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct web_folder;

struct web_file {
    int fd; /* the caller's to close */
    uint64_t size_bytes;
    struct http_version version;
};

enum web_folder_outcome {
    WEB_FOLDER_FILE,      /* *file was set */
    WEB_FOLDER_FOLDER,    /* the path names a folder */
    WEB_FOLDER_NOTHING,   /* nothing there, or nothing that is served */
    WEB_FOLDER_FORBIDDEN, /* this program may not read it */
    WEB_FOLDER_FAILED     /* no descriptors, memory or disk: try later */
};

/* ERR_IO when the folder is not there or cannot be read. */
struct web_folder *web_folder_new(const char *path, struct err *err);

/* Opens the regular file at a path relative to the folder, "" for the folder
 * itself. Its entity tag is made of inode, size and time of modification in
 * nanoseconds: a file put in place by rename has another. */
enum web_folder_outcome web_folder_open(
    const struct web_folder *folder, const char *path, struct web_file *file);

/* NULL is fine. */
void web_folder_free(struct web_folder *folder);
OWNED(web_folder)

#endif
