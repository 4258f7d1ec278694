/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The environment of a program that is not ours: what programs need to run
 * (PATH, HOME, the language …) and what it is told, so that no password in our
 * own environment gets into other hands. Whoever needs more names a script
 * that sets it.
 *
 *     own_value(environment) environment = {0};
 *     environment_inherit(&environment);
 *     environment_add(&environment, "ROOMCAST_ROOM", room);            …
 *     char **lines = environment_take(&environment, err);
 *     environment_free(lines);
 *
 * Sticky, as struct text: what could not be added is told when it is taken.
 */
#ifndef ROOMCAST_BASE_ENVIRONMENT_H
#define ROOMCAST_BASE_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"

/* Zeroed, it is empty. */
struct environment {
    char **lines;
    size_t count;
    bool has_failed;
};

void environment_inherit(struct environment *environment);

/* NAME=value; nothing for NULL. */
void environment_add(
    struct environment *environment, const char *name, const char *value);

/* All lines, with a NULL behind the last; it is empty then. NULL with
 * ERR_MEMORY. */
char **environment_take(struct environment *environment, struct err *err);

void environment_clear(struct environment *environment);

/* Of what was taken. NULL is fine. */
void environment_free(char **lines);

#endif
