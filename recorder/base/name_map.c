/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/name_map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/base/fingerprint.h"

#define FIRST_ROOM 64 /* a power of two, as all that follow */

struct entry {
    char *name; /* NULL: free */
    size_t number;
};

struct name_map {
    struct entry *entries;
    size_t room;
    size_t count;
};

/* Names are our own ids and slugs: nobody can make them collide. */
static size_t hash_of(const char *name)
{
    uint64_t hash = fingerprint_hash(name, strlen(name));

    return (size_t)(hash ^ hash >> 32);
}

/* Where the name is, or where it would go. */
static struct entry *place_of(const struct name_map *map, const char *name)
{
    size_t at = hash_of(name) & (map->room - 1);

    while (map->entries[at].name && strcmp(map->entries[at].name, name) != 0)
        at = (at + 1) & (map->room - 1);
    return &map->entries[at];
}

struct name_map *name_map_new(struct err *err)
{
    own(name_map) map = calloc(1, sizeof *map);

    if (!map || !(map->entries = calloc(FIRST_ROOM, sizeof *map->entries)))
        return err_no_memory(err), NULL;
    map->room = FIRST_ROOM;
    return take(map);
}

static bool grow(struct name_map *map, struct err *err)
{
    struct name_map larger = {.room = 2 * map->room};

    larger.entries = calloc(larger.room, sizeof *larger.entries);
    if (!larger.entries)
        return err_no_memory(err);
    for (size_t i = 0; i < map->room; i++)
        if (map->entries[i].name)
            *place_of(&larger, map->entries[i].name) = map->entries[i];
    free(map->entries);
    map->entries = larger.entries;
    map->room = larger.room;
    return true;
}

bool name_map_set(
    struct name_map *map, const char *name, size_t number, struct err *err)
{
    if (2 * map->count >= map->room && !grow(map, err))
        return false;
    struct entry *entry = place_of(map, name);
    if (entry->name)
        return true;
    entry->name = strdup(name);
    if (!entry->name)
        return err_no_memory(err);
    entry->number = number;
    map->count++;
    return true;
}

bool name_map_find(const struct name_map *map, const char *name, size_t *number)
{
    const struct entry *entry = place_of(map, name);

    if (!entry->name)
        return false;
    if (number)
        *number = entry->number;
    return true;
}

void name_map_free(struct name_map *map)
{
    if (!map)
        return;
    for (size_t i = 0; map->entries && i < map->room; i++)
        free(map->entries[i].name);
    free(map->entries);
    free(map);
}
