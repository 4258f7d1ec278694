/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where published files go: a folder that a web server serves, later an
 * object store. A file is there whole or not at all.
 *
 *     own(store) store = store_directory_new("/srv/site", err);
 *     store_put_file(store, "weekly/2026-…/2026-….mp3", workshop_path, err)
 *     store_put_bytes(store, "weekly/feed.xml", bytes, length, err)
 *
 * Keys are relative, parted by '/', of letters, digits, '-', '_' and '.';
 * no part begins with a dot. With the site's address before it a key is the
 * file's URL, with nothing to escape.
 *
 * One publisher at a time: what looks like a temporary file of an earlier
 * run is removed where a new file is put.
 */
#ifndef ROOMCAST_PUBLISHER_STORE_H
#define ROOMCAST_PUBLISHER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* What a kind of store can do. `self` is its own. */
struct store_functions {
    bool (*put_file)(
        void *self, const char *key, const char *path, struct err *err);
    bool (*put_bytes)(void *self, const char *key, const void *bytes,
        size_t length, struct err *err);
    bool (*find)(
        void *self, const char *key, int64_t *length_bytes, struct err *err);
    void (*free)(void *self);
};

struct store;

/* Takes `self`, which is freed with the store, or at once when this fails. */
struct store *store_new(
    const struct store_functions *functions, void *self, struct err *err);

/* A folder, made when the first file is put into it. */
struct store *store_directory_new(const char *folder, struct err *err);

/* Moves the file at `path` (already synced) into the store, replacing what
 * is there. On failure it is still at `path`. */
bool store_put_file(
    struct store *store, const char *key, const char *path, struct err *err);

/* Stores these bytes; where they are already, nothing is touched. */
bool store_put_bytes(struct store *store, const char *key, const void *bytes,
    size_t length, struct err *err);

/* Its length, or -1 when it is not there. */
bool store_find(struct store *store, const char *key, int64_t *length_bytes,
    struct err *err);

/* NULL is fine. */
void store_free(struct store *store);
OWNED(store)

#endif
