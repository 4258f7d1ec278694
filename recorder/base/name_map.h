/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers by name, found in constant time: which place in a list an id has,
 * or just whether a name is taken.
 *
 *     own(name_map) ids = name_map_new(err);
 *     name_map_set(ids, id, 7, err)
 *     if (name_map_find(ids, id, &at)) …
 */
#ifndef ROOMCAST_BASE_NAME_MAP_H
#define ROOMCAST_BASE_NAME_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct name_map;

/* NULL when out of memory. */
struct name_map *name_map_new(struct err *err);

/* The name is copied. The first number of a name stays. */
bool name_map_set(
    struct name_map *map, const char *name, size_t number, struct err *err);

/* False when the name is not there; `number` may be NULL. */
bool name_map_find(
    const struct name_map *map, const char *name, size_t *number);

/* NULL is fine. */
void name_map_free(struct name_map *map);
OWNED(name_map)

#endif
