/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The name that somebody meant who mistyped one, for "did you mean …?".
 *
 *     struct nearest_name nearest = {.typed = "ouptut"};
 *     nearest_name_offer(&nearest, "output");             for each there is
 *     if (nearest.name) …
 */
#ifndef ROOMCAST_BASE_NEAREST_NAME_H
#define ROOMCAST_BASE_NEAREST_NAME_H

#include <stddef.h>

struct nearest_name {
    const char *typed;
    size_t length;    /* of `typed`; 0: to its end */
    const char *name; /* the nearest so far, borrowed; NULL: none is near */
    size_t steps;
};

/* Near is a name that takes at most three letters changed, left out, added or
 * swapped with the next, and at most one for every two that it has; of equals
 * the first. What was typed being its beginning counts as one. */
void nearest_name_offer(struct nearest_name *nearest, const char *name);

#endif
