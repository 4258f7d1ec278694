/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cover picture as it is embedded into media files: a whole JPEG or PNG,
 * unchanged, and what the file formats want to know of it.
 *
 *     own_value(cover) cover = {0};
 *     if (path && !cover_read(&cover, path, err))
 *         return false;
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_COVER_H
#define ROOMCAST_PUBLISHER_MEDIA_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

/* The largest picture taken; Apple asks for far less (512 KB). */
#define COVER_MOST_BYTES (16 << 20)

struct cover {
    uint8_t *bytes; /* NULL: no cover */
    size_t length;
    const char *media_type; /* "image/jpeg" or "image/png" */
    int width;              /* pixels */
    int height;
    int depth_bits; /* of a pixel, all its samples together */
};

/* Reads a picture. ERR_IO if the file cannot be read, ERR_FORMAT if it is
 * neither JPEG nor PNG or is cut short, ERR_LIMIT if it is too large; with
 * "cover: PATH: " before it. */
bool cover_read(struct cover *cover, const char *path, struct err *err);

/* Fills everything but `bytes` and `length` from the bytes of a picture. */
bool cover_inspect(
    struct cover *cover, const uint8_t *bytes, size_t length, struct err *err);

void cover_clear(struct cover *cover);

#endif
