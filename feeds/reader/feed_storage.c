/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_storage.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES 65536
#define ALIGNMENT _Alignof(max_align_t)

struct chunk {
    struct chunk *next;
    size_t used;
    size_t size;
    _Alignas(max_align_t) char bytes[];
};

struct feed_storage {
    struct chunk *first;
};

struct feed_storage *feed_storage_new(void)
{
    return calloc(1, sizeof(struct feed_storage));
}

void *feed_storage_get(struct feed_storage *storage, size_t size)
{
    struct chunk *chunk = storage->first;

    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk)
            return NULL;
        chunk->size = room;
        chunk->next = storage->first;
        storage->first = chunk;
    }
    char *place = chunk->bytes + chunk->used;
    chunk->used += size;
    return place;
}

char *feed_storage_copy(
    struct feed_storage *storage, const char *bytes, size_t length)
{
    char *copy = feed_storage_get(storage, length + 1);

    if (copy)
        memcpy(copy, bytes, length);
    return copy;
}

void feed_storage_free(struct feed_storage *storage)
{
    if (!storage)
        return;
    while (storage->first) {
        struct chunk *next = storage->first->next;
        free(storage->first);
        storage->first = next;
    }
    free(storage);
}
