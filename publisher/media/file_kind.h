/* SPDX-License-Identifier: BSD-2-Clause */
/* What a file is by its first bytes, whatever it is called. */
#ifndef ROOMCAST_PUBLISHER_MEDIA_FILE_KIND_H
#define ROOMCAST_PUBLISHER_MEDIA_FILE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum file_kind {
    FILE_UNKNOWN,
    FILE_MP3,
    FILE_MP4, /* M4A and M4V too */
    FILE_OGG,
    FILE_FLAC,
    FILE_WAV,
    FILE_AAC,
    FILE_JPEG,
    FILE_PNG,
    FILE_WEBP,
    FILE_GIF,
    FILE_HTML
};

/* How many first bytes are looked at. */
#define FILE_KIND_BYTES 512

enum file_kind file_kind_of(const uint8_t *bytes, size_t length);

/* "an MP3", for messages. */
const char *file_kind_name(enum file_kind kind);

/* True when files with that extension (in lower case) are of that kind; also
 * for extensions that are not known. */
bool file_kind_fits(enum file_kind kind, const char *extension);

#endif
