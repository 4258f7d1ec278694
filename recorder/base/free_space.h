/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much more the file system takes that a path is in.
 */
#ifndef ROOMCAST_BASE_FREE_SPACE_H
#define ROOMCAST_BASE_FREE_SPACE_H

#include <stdint.h>

/* For users without privileges (statvfs(3), f_bavail). Of a path that is still
 * to be made, where the nearest folder above it is. -1: it cannot be known. */
int64_t free_space_bytes(const char *path);

#endif
