/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/store/store.h"

#include <string.h>

struct store {
    const struct store_functions *functions;
    void *self;
    store_listener *told;
    void *user;
};

struct store *store_new(
    const struct store_functions *functions, void *self, struct err *err)
{
    struct store *store = malloc(sizeof *store);

    if (!store) {
        functions->free(self);
        return err_no_memory(err), NULL;
    }
    *store = (struct store){.functions = functions, .self = self};
    return store;
}

static bool is_key_part(const char *part, size_t length)
{
    return length > 0 && part[0] != '.' &&
           strspn(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789-_.") >= length;
}

static bool check_key(const char *key, struct err *err)
{
    for (const char *part = key;; part++) {
        size_t length = strcspn(part, "/");
        if (!is_key_part(part, length))
            return err_set(err, ERR_LIMIT, "%s: not a name for a store", key);
        part += length;
        if (!*part)
            return true;
    }
}

bool store_put_file(
    struct store *store, const char *key, const char *path, struct err *err)
{
    return check_key(key, err) &&
           store->functions->put_file(store->self, key, path, err);
}

bool store_put_bytes(struct store *store, const char *key, const void *bytes,
    size_t length, struct err *err)
{
    if (!check_key(key, err))
        return false;
    return store->functions->has_bytes(store->self, key, bytes, length) ||
           store_replace_bytes(store, key, bytes, length, err);
}

bool store_replace_bytes(struct store *store, const char *key,
    const void *bytes, size_t length, struct err *err)
{
    if (!check_key(key, err))
        return false;
    if (store->told)
        store->told(store->user, key);
    return store->functions->put_bytes(store->self, key, bytes, length, err);
}

void store_tell_writes(struct store *store, store_listener *told, void *user)
{
    store->told = told;
    store->user = user;
}

bool store_find(struct store *store, const char *key, int64_t *length_bytes,
    struct err *err)
{
    return check_key(key, err) &&
           store->functions->find(store->self, key, length_bytes, err);
}

bool store_get_bytes(
    struct store *store, const char *key, struct text *bytes, struct err *err)
{
    return check_key(key, err) &&
           store->functions->get_bytes(store->self, key, bytes, err);
}

bool store_remove(struct store *store, const char *key, struct err *err)
{
    return check_key(key, err) &&
           store->functions->remove(store->self, key, err);
}

bool store_remove_below(struct store *store, const char *key, struct err *err)
{
    return check_key(key, err) &&
           store->functions->remove_below(store->self, key, err);
}

bool store_verify(struct store *store, const char *key, const char *integrity,
    bool *is_whole, struct err *err)
{
    return check_key(key, err) &&
           store->functions->verify(store->self, key, integrity, is_whole, err);
}

int64_t store_free_bytes(struct store *store)
{
    return store->functions->free_bytes(store->self);
}

bool store_look(struct store *store, const char *key, struct fingerprint *print,
    struct err *err)
{
    return check_key(key, err) &&
           store->functions->look(store->self, key, print, err);
}

void store_free(struct store *store)
{
    if (!store)
        return;
    store->functions->free(store->self);
    free(store);
}
