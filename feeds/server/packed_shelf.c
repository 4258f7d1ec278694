/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/packed_shelf.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define FILES_MOST 64
#define BYTES_MOST ((size_t)16 << 20)

/* 15 bits of window, and 16 for the format of gzip. */
#define GZIP_WINDOW (15 + 16)

struct held {
    int users;
    struct packed packed;
};

struct slot {
    char etag[HTTP_ETAG_BYTES];
    struct held *held;
    uint64_t used; /* when it was last asked for, counted in askings */
};

struct packed_shelf {
    struct slot slots[FILES_MOST];
    size_t bytes;
    uint64_t askings;
};

static struct held *held_of(const struct packed *packed)
{
    return (struct held *)((uintptr_t)packed - offsetof(struct held, packed));
}

struct packed_shelf *packed_shelf_new(struct err *err)
{
    struct packed_shelf *shelf = calloc(1, sizeof *shelf);

    if (!shelf)
        err_no_memory(err);
    return shelf;
}

static uint8_t *read_whole(const struct web_file *file)
{
    own_heap(uint8_t) bytes = malloc(file->size_bytes);
    size_t length = 0;

    while (bytes && length < file->size_bytes) {
        ssize_t count = pread(
            file->fd, bytes + length, file->size_bytes - length, (off_t)length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return NULL;
        length += (size_t)count;
    }
    return take(bytes);
}

/* No name and no time are in it, so that the same file is the same bytes. */
static struct held *pack(const uint8_t *bytes, size_t length)
{
    z_stream stream = {
        .next_in = (z_const Bytef *)(uintptr_t)bytes, .avail_in = (uInt)length};

    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
            Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    uLong most = deflateBound(&stream, (uLong)length);
    struct held *held = malloc(sizeof *held + most);
    if (held) {
        stream.next_out = held->packed.bytes;
        stream.avail_out = (uInt)most;
    }
    bool is_done = held && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t packed_length = stream.total_out;
    deflateEnd(&stream);
    if (!is_done)
        return free(held), NULL;
    held->users = 1;
    held->packed.length = packed_length;
    struct held *smaller = realloc(held, sizeof *held + packed_length);
    return smaller ? smaller : held;
}

static void clear_slot(struct packed_shelf *shelf, struct slot *slot)
{
    if (!slot->held)
        return;
    shelf->bytes -= slot->held->packed.length;
    packed_release(&slot->held->packed);
    slot->held = NULL;
}

static struct slot *find(struct packed_shelf *shelf, const char *etag)
{
    for (size_t i = 0; i < FILES_MOST; i++) {
        struct slot *slot = &shelf->slots[i];
        if (slot->held && strcmp(slot->etag, etag) == 0)
            return slot;
    }
    return NULL;
}

static struct slot *oldest(struct packed_shelf *shelf)
{
    struct slot *found = NULL;

    for (size_t i = 0; i < FILES_MOST; i++) {
        struct slot *slot = &shelf->slots[i];
        if (slot->held && (!found || slot->used < found->used))
            found = slot;
    }
    return found;
}

static struct slot *make_room(struct packed_shelf *shelf, size_t length)
{
    while (shelf->bytes && shelf->bytes + length > BYTES_MOST)
        clear_slot(shelf, oldest(shelf));
    for (size_t i = 0; i < FILES_MOST; i++) {
        if (!shelf->slots[i].held)
            return &shelf->slots[i];
    }
    struct slot *slot = oldest(shelf);
    clear_slot(shelf, slot);
    return slot;
}

static struct slot *add(struct packed_shelf *shelf, const struct web_file *file)
{
    own_heap(uint8_t) bytes = read_whole(file);
    struct held *held = bytes ? pack(bytes, file->size_bytes) : NULL;

    if (!held)
        return NULL;
    struct slot *slot = make_room(shelf, held->packed.length);
    memcpy(slot->etag, file->version.etag, sizeof slot->etag);
    slot->held = held;
    shelf->bytes += held->packed.length;
    return slot;
}

const struct packed *packed_shelf_get(
    struct packed_shelf *shelf, const struct web_file *file)
{
    struct slot *slot = find(shelf, file->version.etag);

    if (!slot)
        slot = add(shelf, file);
    if (!slot)
        return NULL;
    slot->used = ++shelf->askings;
    slot->held->users++;
    return &slot->held->packed;
}

void packed_release(const struct packed *packed)
{
    struct held *held = packed ? held_of(packed) : NULL;

    if (held && --held->users == 0)
        free(held);
}

void packed_shelf_free(struct packed_shelf *shelf)
{
    for (size_t i = 0; shelf && i < FILES_MOST; i++)
        clear_slot(shelf, &shelf->slots[i]);
    free(shelf);
}
