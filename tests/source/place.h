/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place for one file or FIFO of a test, gone with its scope:
 *
 *     own_value(place) place = place_new();
 *     place_write(&place, bytes, length);
 */
#ifndef ROOMCAST_TESTS_PLACE_H
#define ROOMCAST_TESTS_PLACE_H

#include <stddef.h>

struct place {
    char folder[32];
    char path[64]; /* in it; nothing is there yet */
};

struct place place_new(void);

/* Puts a file there, or another in its stead. */
void place_write(const struct place *place, const void *bytes, size_t length);

void place_make_fifo(const struct place *place);

/* A writer of the FIFO, to be closed. It must have a reader. */
int place_open_writer(const struct place *place);

void place_clear(struct place *place);

#endif
