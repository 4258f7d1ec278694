/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of bounded size, read at once. */
#ifndef ROOMCAST_PUBLISHER_WHOLE_FILE_H
#define ROOMCAST_PUBLISHER_WHOLE_FILE_H

#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends the bytes of a file, or of standard input when `path` is "-".
 * ERR_IO if it cannot be read, ERR_LIMIT if it has more than `most`. */
bool whole_file_read(
    const char *path, size_t most, struct text *bytes, struct err *err);

#endif
