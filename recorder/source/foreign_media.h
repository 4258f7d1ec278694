/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a server sends when it is no Ogg, by what it calls it and by the first
 * bytes: for messages that say what came instead, and for saying so early.
 */
#ifndef ROOMCAST_SOURCE_FOREIGN_MEDIA_H
#define ROOMCAST_SOURCE_FOREIGN_MEDIA_H

#include <stddef.h>
#include <stdint.h>

/* "MP3", "a playlist", …; NULL: unknown, it may be Ogg. `type` is the
 * Content-Type of the answer (RFC 9110 8.3), with parameters or without, NULL
 * if it has none. */
const char *foreign_media_name(
    const char *type, const uint8_t *bytes, size_t length);

#endif
