/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The info frame that begins an MP3 (Xing header and LAME tag, "MP3 Info Tag
 * rev 1"), for a stream that was joined from several runs: LAME's own frame
 * with the figures of the whole.
 *
 *     struct mp3_info info = {0};
 *     mp3_info_push(&info, frames, bytes);     all behind the info frame
 *     mp3_info_fill(&info, padding, frame, frame_bytes, err)
 *
 * Constant memory.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_INFO_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

#define MP3_INFO_POINTS 1024

/* A zeroed record is empty. */
struct mp3_info {
    int64_t frames;
    int64_t bytes;
    uint16_t checksum;
    int64_t points[MP3_INFO_POINTS]; /* where each step's first frame begins */
    size_t point_count;
    int64_t frames_a_point; /* 0: nothing was pushed */
};

/* Counts whole frames. */
void mp3_info_push(struct mp3_info *info, const uint8_t *frames, size_t length);

/* Puts length, seek table, padding (samples that the encoder added at the
 * end) and checksums into a frame that LAME made. ERR_FORMAT if it is none,
 * or the stream is longer than its fields count. */
bool mp3_info_fill(const struct mp3_info *info, int padding, uint8_t *frame,
    size_t length, struct err *err);

#endif
