/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Paths as others can use them, whatever folder they are in.
 */
#ifndef ROOMCAST_BASE_ABSOLUTE_PATH_H
#define ROOMCAST_BASE_ABSOLUTE_PATH_H

#include "recorder/base/text.h"

/* Appends the path, from the root on. */
void absolute_path_append(struct text *text, const char *path);

#endif
