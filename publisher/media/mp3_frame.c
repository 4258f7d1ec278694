/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_frame.h"

#define MODE_MONO 3
#define CHECKSUM_BYTES 2

/* Of the side information of MPEG 1, in bits (2.4.1.7). */
#define BACK_BITS 9
#define SHARED_BITS 4 /* scfsi, of each channel */
#define GRANULE_BITS 59
#define BLOCK_SWITCH_AT 33 /* in a granule: whether its block type follows */
#define GRANULES 2

bool mp3_frame_parse(const uint8_t *header, struct mp3_frame *frame)
{
    static const int rates[] = {44100, 48000, 32000};
    static const int kbits[2][15] = {
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
    int version = header[1] >> 3 & 3; /* 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5 */
    int bitrate = header[2] >> 4;
    int rate = header[2] >> 2 & 3;
    bool is_mono = header[3] >> 6 == MODE_MONO;

    if (header[0] != 0xFF || (header[1] & 0xE6) != 0xE2 || version == 1 ||
        bitrate == 0 || bitrate == 15 || rate == 3)
        return false;
    frame->is_mpeg1 = version == 3;
    frame->rate_hz = rates[rate] >> (frame->is_mpeg1   ? 0
                                        : version == 2 ? 1
                                                       : 2);
    frame->samples = frame->is_mpeg1 ? 1152 : 576;
    frame->channels = is_mono ? 1 : 2;
    frame->bitrate = kbits[!frame->is_mpeg1][bitrate] * 1000;
    frame->length =
        (size_t)(frame->samples / 8 * frame->bitrate / frame->rate_hz) +
        (header[2] >> 1 & 1);
    frame->xing_at =
        MP3_FRAME_HEADER_BYTES +
        (frame->is_mpeg1 ? (is_mono ? 17 : 32) : (is_mono ? 9 : 17));
    frame->head_length = frame->xing_at + (header[1] & 1 ? 0 : CHECKSUM_BYTES);
    return true;
}

static unsigned read_bits(const uint8_t *bytes, size_t at, size_t count)
{
    unsigned value = 0;

    for (size_t i = at; i < at + count; i++)
        value = value << 1 | (bytes[i / 8] >> (7 - i % 8) & 1);
    return value;
}

struct mp3_side mp3_frame_side(
    const struct mp3_frame *frame, const uint8_t *bytes)
{
    size_t channels = (size_t)frame->channels;
    size_t private_bits = channels == 1 ? 5 : 3;
    const uint8_t *side =
        bytes + frame->head_length + MP3_FRAME_HEADER_BYTES - frame->xing_at;
    size_t at = BACK_BITS + private_bits + SHARED_BITS * channels;
    struct mp3_side read = {.back_bytes = read_bits(side, 0, BACK_BITS)};

    for (size_t i = 0; i < GRANULES * channels; i++, at += GRANULE_BITS) {
        bool is_switched = read_bits(side, at + BLOCK_SWITCH_AT, 1);
        read.blocks <<= 2;
        if (is_switched)
            read.blocks |= read_bits(side, at + BLOCK_SWITCH_AT + 1, 2);
    }
    return read;
}
