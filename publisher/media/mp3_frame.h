/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header of one frame of MP3 (ISO 11172-3, 2.4.1 and 2.4.2; 13818-3 for
 * the lower rates), and of the side information what says where its sound
 * lies and how its blocks overlap. Pure.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_FRAME_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MP3_FRAME_HEADER_BYTES 4
/* Header, checksum and side information at most. */
#define MP3_FRAME_MOST_HEAD_BYTES 38
/* At 48 kHz; a frame of 44.1 kHz may be longer. */
#define MP3_FRAME_48K 1152

struct mp3_frame {
    size_t length;      /* bytes, all of it */
    size_t head_length; /* of them before the sound ("main data") */
    size_t xing_at;     /* where a Xing header would be */
    int rate_hz;
    int samples; /* per channel */
    int channels;
    int bitrate; /* bits a second */
    bool is_mpeg1;
};

/* False if no frame of layer III begins with these four bytes. */
bool mp3_frame_parse(const uint8_t *header, struct mp3_frame *frame);

/* What the side information says. */
struct mp3_side {
    /* So many bytes before its own the sound of the frame begins, in the room
     * that frames before it left ("main_data_begin", the bit reservoir). */
    size_t back_bytes;
    /* The block types of its granules and channels, two bits each: how they
     * overlap with what comes before and behind (2.4.2.7). */
    unsigned blocks;
};

/* Of MPEG 1 only. `bytes` are the `head_length` first of the frame. */
struct mp3_side mp3_frame_side(
    const struct mp3_frame *frame, const uint8_t *bytes);

#endif
