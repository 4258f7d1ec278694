/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures made into covers that directories take, by libgd: square, 1400 to
 * 3000 pixels, RGB without transparency, at most 512 KiB
 * (podcasters.apple.com/support/896).
 *
 *     if (!cover_is_good(&cover))
 *         cover_picture_fit(&cover, &jpeg, err)
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_COVER_PICTURE_H
#define ROOMCAST_PUBLISHER_MEDIA_COVER_PICTURE_H

#include "publisher/media/cover.h"
#include "recorder/base/text.h"

#define COVER_LEAST_PIXELS 1400
#define COVER_MOST_PIXELS 3000
#define COVER_GOOD_BYTES (512 << 10)

/* A larger one is not decoded. */
#define COVER_MOST_SIDE 12000

/* True when it needs no change. */
bool cover_is_good(const struct cover *cover);

/* Appends a JPEG of it: scaled as far as needed, one that is not square in
 * the middle of one, on the colour of its corner. ERR_FORMAT if it cannot be
 * decoded, ERR_LIMIT if it is too large. */
bool cover_picture_fit(
    const struct cover *cover, struct text *jpeg, struct err *err);

/* Appends a JPEG for what has no picture: its title on a colour that follows
 * from it, over bars like a sound's. Letters that are not ASCII are left out.
 */
bool cover_picture_make(const char *title, struct text *jpeg, struct err *err);

#endif
