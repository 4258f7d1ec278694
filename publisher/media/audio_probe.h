/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a sound file is whole, and how long it is, by its frames, pages or
 * boxes; nothing is decoded. MP3 (ISO 11172-3, 13818-3), Ogg Opus (RFC 7845)
 * and MP4 (ISO 14496-12); of others nothing is said.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_AUDIO_PROBE_H
#define ROOMCAST_PUBLISHER_MEDIA_AUDIO_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/media/file_kind.h"
#include "recorder/base/err.h"

struct audio_facts {
    enum file_kind kind;
    int64_t length_bytes;
    int64_t duration_ms; /* 0: unknown */
    int rate_hz;         /* of MP3; 0: unknown */
    bool is_cut_short;   /* it ends before it should */
    bool is_damaged;     /* bytes that are no frame, pages that are missing */
    bool lacks_header;   /* bitrates vary and no Xing header tells the length */
    char fault[128];     /* what and where, when it is one of these */
};

/* ERR_IO if it cannot be read. */
bool audio_probe(const char *path, struct audio_facts *facts, struct err *err);

/* Of an MP3's bytes, for audio_probe(). */
void mp3_probe(const uint8_t *bytes, size_t length, struct audio_facts *facts);

/* Of an MP4's. */
void mp4_probe(const uint8_t *bytes, size_t length, struct audio_facts *facts);

#endif
