/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a logical Ogg stream holds when it is not Opus, by its first packet:
 * for messages that say what came instead.
 */
#ifndef ROOMCAST_SOURCE_FOREIGN_CODEC_H
#define ROOMCAST_SOURCE_FOREIGN_CODEC_H

#include <stddef.h>
#include <stdint.h>

/* "Vorbis", "FLAC", …, or "an unknown codec". */
const char *foreign_codec_name(const uint8_t *packet, size_t length);

#endif
