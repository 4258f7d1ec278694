/* SPDX-License-Identifier: BSD-2-Clause */
/* The encoding that an XML declaration names (XML 1.0, section 4.3.3). */
#ifndef ROOMCAST_FEEDS_READER_DECLARED_ENCODING_H
#define ROOMCAST_FEEDS_READER_DECLARED_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#define DECLARED_ENCODING_BYTES 32

/* False when the document declares none. */
bool declared_encoding(
    const char *bytes, size_t length, char name[DECLARED_ENCODING_BYTES]);

#endif
