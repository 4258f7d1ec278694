/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames of an ID3v2.3 tag (id3.org, "ID3 tag version 2.3.0").
 *
 * Not of version 2.4: frames within a CHAP frame have a size that leaves the
 * top bit of each byte clear there, and FFmpeg reads it as a plain number, so
 * that every chapter is lost from the first title of 127 bytes on. In version
 * 2.3 all readers agree.
 */
#ifndef ROOMCAST_FEEDS_TAG_FRAME_H
#define ROOMCAST_FEEDS_TAG_FRAME_H

#include <stdbool.h>

#include "recorder/base/text.h"

/* Appends a frame with that body to the tag, or to the body of a CHAP. */
void tag_frame_append(
    struct text *frames, const char *id, const struct text *body);

/* One that holds a text alone, such as TIT2; nothing for NULL and "". */
void tag_frame_append_text(
    struct text *frames, const char *id, const char *value);

/* The byte that says how the texts of a frame are written: ISO 8859-1, or
 * UTF-16 where one is not ASCII. */
uint8_t tag_frame_encoding(const char *value);

/* Appends a text (UTF-8) that way, without an end. */
void tag_frame_put(struct text *body, uint8_t encoding, const char *value);

/* Appends the end of a text that another follows. */
void tag_frame_end(struct text *body, uint8_t encoding);

#endif
