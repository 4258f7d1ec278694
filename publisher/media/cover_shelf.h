/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Covers that had to be made, in STATE/covers/, so that it is done once: by
 * the fingerprint of the picture or the title that they are made from.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_COVER_SHELF_H
#define ROOMCAST_PUBLISHER_MEDIA_COVER_SHELF_H

#include "publisher/media/cover.h"
#include "recorder/base/err.h"

/* The path of a picture that directories take: `path` itself if it is one,
 * else what cover_picture_fit() makes of it; with NULL what
 * cover_picture_make() makes of the title. To be freed; NULL when it failed,
 * for a picture with "cover: PATH: " before it. */
char *cover_shelf_find(
    const char *state, const char *path, const char *title, struct err *err);

/* The same picture, read. One that is not on the shelf is made and not kept:
 * for a dry run. */
bool cover_shelf_read(const char *state, const char *path, const char *title,
    struct cover *cover, struct err *err);

#endif
