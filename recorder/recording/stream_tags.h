/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpusTags, the second packet of an Ogg/Opus stream (RFC 7845 5.2): a vendor
 * and comments NAME=value in UTF-8.
 *
 *     own(stream_tags) tags = stream_tags_new(codec_version());
 *     stream_tags_set(tags, "TITLE", title);
 *     if (!stream_tags_format(tags, 8086, &packet, err)) …
 *
 * Setters return nothing: the first failure sticks and stream_tags_format()
 * reports it. Names are ASCII without '=' and are compared in any case.
 */
#ifndef ROOMCAST_RECORDING_STREAM_TAGS_H
#define ROOMCAST_RECORDING_STREAM_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct stream_tags;

/* NULL (out of memory) is taken by every function here and fails in
 * stream_tags_format(). */
struct stream_tags *stream_tags_new(const char *vendor);

/* Reads a packet. ERR_FORMAT when a length in it is wrong. What follows the
 * comments, padding or not, is passed over; a value ends at its first NUL. */
struct stream_tags *stream_tags_parse(
    const uint8_t *bytes, size_t length, struct err *err);

/* Replaces all of that name, at the place of the first. */
void stream_tags_set(
    struct stream_tags *tags, const char *name, const char *value);
void stream_tags_setf(struct stream_tags *tags, const char *name,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The first of that name, borrowed until the next change; NULL: none. */
const char *stream_tags_get(const struct stream_tags *tags, const char *name);

/* The length of the packet without padding. */
size_t stream_tags_bytes(const struct stream_tags *tags);

/* Appends the packet, padded with zeros (which later readers may drop) to
 * `padded_bytes`; 0: no padding. ERR_LIMIT when it is longer than that. */
bool stream_tags_format(const struct stream_tags *tags, size_t padded_bytes,
    struct text *packet, struct err *err);

/* NULL is fine. */
void stream_tags_free(struct stream_tags *tags);
OWNED(stream_tags)

#endif
