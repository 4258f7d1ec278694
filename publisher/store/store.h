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
#ifndef ROOMCAST_PUBLISHER_STORE_STORE_H
#define ROOMCAST_PUBLISHER_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* What a kind of store can do. `self` is its own. */
struct store_functions {
    bool (*put_file)(
        void *self, const char *key, const char *path, struct err *err);
    bool (*has_bytes)(
        void *self, const char *key, const void *bytes, size_t length);
    bool (*put_bytes)(void *self, const char *key, const void *bytes,
        size_t length, struct err *err);
    bool (*get_bytes)(
        void *self, const char *key, struct text *bytes, struct err *err);
    bool (*find)(
        void *self, const char *key, int64_t *length_bytes, struct err *err);
    bool (*remove)(void *self, const char *key, struct err *err);
    bool (*remove_below)(void *self, const char *key, struct err *err);
    bool (*verify)(void *self, const char *key, const char *integrity,
        bool *is_whole, struct err *err);
    int64_t (*free_bytes)(void *self);
    bool (*look)(void *self, const char *key, struct fingerprint *print,
        struct err *err);
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

/* The same for what is known to differ from what is there. */
bool store_replace_bytes(struct store *store, const char *key,
    const void *bytes, size_t length, struct err *err);

/* Told each key before bytes are stored below it that were not there, or were
 * others; NULL: nobody is any more. */
typedef void store_listener(void *user, const char *key);
void store_tell_writes(struct store *store, store_listener *told, void *user);

/* Its length, or -1 when it is not there. */
bool store_find(struct store *store, const char *key, int64_t *length_bytes,
    struct err *err);

/* Appends what the key holds; nothing when it is not there, which is no
 * failure. ERR_LIMIT when it is larger than any feed may be. */
bool store_get_bytes(
    struct store *store, const char *key, struct text *bytes, struct err *err);

/* What is not there is removed already. Folders that become empty go too. */
bool store_remove(struct store *store, const char *key, struct err *err);

/* Removes all that is right below a key: SHOW/EPISODE and so on. */
bool store_remove_below(struct store *store, const char *key, struct err *err);

/* Reads what the key holds and says whether it is what "sha384-…" stands for;
 * what is not there is not. */
bool store_verify(struct store *store, const char *key, const char *integrity,
    bool *is_whole, struct err *err);

/* How much still fits; INT64_MAX when that is not known. */
int64_t store_free_bytes(struct store *store);

/* Adds what is right below a key: as long as that is the same, nothing was
 * added there, taken or replaced. */
bool store_look(struct store *store, const char *key, struct fingerprint *print,
    struct err *err);

/* NULL is fine. */
void store_free(struct store *store);
OWNED(store)

#endif
