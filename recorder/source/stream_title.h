/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The title that a live stream gives itself, from its OpusTags: "ARTIST -
 * TITLE", or whichever of the two there is.
 */
#ifndef ROOMCAST_SOURCE_STREAM_TITLE_H
#define ROOMCAST_SOURCE_STREAM_TITLE_H

#include "recorder/recording/stream_tags.h"

#define STREAM_TITLE_BYTES 256

/* "" when there is none. One line of UTF-8, cut where it is too long: what is
 * no UTF-8 becomes "?", what is a control character a space. */
void stream_title_from_tags(
    const struct stream_tags *tags, char title[STREAM_TITLE_BYTES]);

#endif
