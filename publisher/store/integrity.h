/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The proof that a file is the one that was published: SHA-384 in the form
 * of W3C Subresource Integrity, as podcast:integrity wants it. By nettle.
 */
#ifndef ROOMCAST_PUBLISHER_STORE_INTEGRITY_H
#define ROOMCAST_PUBLISHER_STORE_INTEGRITY_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"

#define INTEGRITY_BYTES 80

/* "sha384-" and 64 letters of base64. ERR_IO if the file cannot be read. */
bool integrity_of_file(
    const char *path, char integrity[INTEGRITY_BYTES], struct err *err);

/* The same of bytes in memory. ERR_MEMORY alone. */
bool integrity_of_bytes(const void *bytes, size_t length,
    char integrity[INTEGRITY_BYTES], struct err *err);

#endif
