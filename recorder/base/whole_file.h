/* SPDX-License-Identifier: BSD-2-Clause */
/* A small file as a whole, in memory. */
#ifndef ROOMCAST_BASE_WHOLE_FILE_H
#define ROOMCAST_BASE_WHOLE_FILE_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends what a regular file holds, or standard input if `path` is "-". ERR_IO
 * if it cannot be read, ERR_LIMIT if it is longer than `most_bytes`; the
 * messages do not name it. */
bool whole_file_read(
    const char *path, size_t most_bytes, struct text *bytes, struct err *err);

#endif
