/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells when anything in a few folders is made, written, renamed or removed,
 * by inotify(7): a descriptor to poll.
 *
 *     own(folder_watch) watch = folder_watch_new(folders, count, err);
 *     folder_watch_read(watch)            takes what has happened
 *
 * A folder that is not there yet is looked for at each read. Where the kernel
 * cannot watch, or a network disk is written by another machine, nothing is
 * told: a slow timer of the caller must do.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_FOLDER_WATCH_H
#define ROOMCAST_PUBLISHER_RELAY_FOLDER_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define FOLDER_WATCH_MOST 4

struct folder_watch;

/* The paths are borrowed; NULL ones are passed over. */
struct folder_watch *folder_watch_new(
    const char *const *folders, size_t count, struct err *err);

int folder_watch_descriptor(const struct folder_watch *watch);

enum folder_news {
    FOLDER_SAME,
    FOLDER_GREW,     /* a file was written to */
    FOLDER_NEW_NAMES /* names came or went, or that is not known */
};

enum folder_news folder_watch_read(struct folder_watch *watch);

/* NULL is fine. */
void folder_watch_free(struct folder_watch *watch);
OWNED(folder_watch)

#endif
