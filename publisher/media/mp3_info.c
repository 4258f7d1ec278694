/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_info.h"

#include <string.h>

#include "publisher/media/mp3_frame.h"

/* From "Xing" or "Info" on. */
#define FRAMES_AT 8
#define BYTES_AT 12
#define TABLE_AT 16
#define TABLE_POINTS 100
#define DELAYS_AT 141
#define MUSIC_LENGTH_AT 148
#define MUSIC_CHECKSUM_AT 152
#define CHECKSUM_AT 154
#define TAG_BYTES 156

static const char all_fields[4] = {0, 0, 0, 15};

/* --- Counting ----------------------------------------------------------- */

/* CRC-16 of x^16 + x^15 + x^2 + 1, reflected. */
static uint16_t checksum_of_byte(uint8_t byte)
{
    uint16_t rest = byte;

    for (int i = 0; i < 8; i++)
        rest = (uint16_t)(rest & 1 ? rest >> 1 ^ 0xA001 : rest >> 1);
    return rest;
}

static uint16_t add_to_checksum(
    uint16_t checksum, const uint8_t *bytes, size_t length)
{
    uint16_t table[256];

    for (int i = 0; i < 256; i++)
        table[i] = checksum_of_byte((uint8_t)i);
    for (size_t i = 0; i < length; i++)
        checksum =
            (uint16_t)(checksum >> 8 ^ table[(checksum ^ bytes[i]) & 255]);
    return checksum;
}

static void halve_points(struct mp3_info *info)
{
    for (size_t i = 0; i < MP3_INFO_POINTS / 2; i++)
        info->points[i] = info->points[2 * i];
    info->point_count = MP3_INFO_POINTS / 2;
    info->frames_a_point *= 2;
}

static void count_frame(struct mp3_info *info, size_t length)
{
    if (info->frames_a_point == 0)
        info->frames_a_point = 1;
    if (info->frames % info->frames_a_point == 0) {
        if (info->point_count == MP3_INFO_POINTS)
            halve_points(info);
        if (info->frames % info->frames_a_point == 0)
            info->points[info->point_count++] = info->bytes;
    }
    info->frames++;
    info->bytes += (int64_t)length;
}

void mp3_info_push(struct mp3_info *info, const uint8_t *frames, size_t length)
{
    struct mp3_frame frame;
    size_t at = 0;

    info->checksum = add_to_checksum(info->checksum, frames, length);
    while (length - at >= MP3_FRAME_HEADER_BYTES &&
           mp3_frame_parse(frames + at, &frame)) {
        count_frame(info, frame.length);
        at += frame.length;
    }
}

/* --- Filling ------------------------------------------------------------ */

static void put_be(uint8_t *at, size_t bytes, uint32_t number)
{
    for (size_t i = bytes; i-- > 0; number >>= 8)
        at[i] = (uint8_t)number;
}

/* Where each hundredth of the time is, in 256ths of the bytes. */
static void put_table(
    const struct mp3_info *info, int64_t info_bytes, uint8_t *table)
{
    int64_t total = info->bytes + info_bytes;

    for (int i = 0; i < TABLE_POINTS; i++) {
        int64_t frame = info->frames * i / TABLE_POINTS;
        size_t point = (size_t)(frame / info->frames_a_point);
        if (point >= info->point_count)
            point = info->point_count - 1;
        int64_t at = i == 0 ? 0 : info->points[point] + info_bytes;
        table[i] = (uint8_t)(at * 256 / total);
    }
}

static bool is_info(const uint8_t *tag)
{
    return (memcmp(tag, "Info", 4) == 0 || memcmp(tag, "Xing", 4) == 0) &&
           memcmp(tag + 4, all_fields, sizeof all_fields) == 0;
}

bool mp3_info_fill(const struct mp3_info *info, int padding, uint8_t *bytes,
    size_t length, struct err *err)
{
    struct mp3_frame frame;

    if (length < MP3_FRAME_HEADER_BYTES || !mp3_frame_parse(bytes, &frame) ||
        frame.length != length || length < frame.xing_at + TAG_BYTES ||
        !is_info(bytes + frame.xing_at))
        return err_set(err, ERR_FORMAT, "LAME's info frame is none");
    int64_t total = info->bytes + (int64_t)length;
    if (info->frames == 0 || total > UINT32_MAX)
        return err_set(err, ERR_FORMAT,
            "an MP3 of %lld bytes has no info frame", (long long)total);
    uint8_t *tag = bytes + frame.xing_at;
    uint8_t *delays = tag + DELAYS_AT;
    put_be(tag + FRAMES_AT, 4, (uint32_t)info->frames);
    put_be(tag + BYTES_AT, 4, (uint32_t)total);
    put_table(info, (int64_t)length, tag + TABLE_AT);
    /* Twelve bits of delay, which stay, and twelve of padding. */
    delays[1] = (uint8_t)((delays[1] & 0xF0) | (padding >> 8 & 15));
    delays[2] = (uint8_t)padding;
    put_be(tag + MUSIC_LENGTH_AT, 4, (uint32_t)total);
    put_be(tag + MUSIC_CHECKSUM_AT, 2, info->checksum);
    put_be(tag + CHECKSUM_AT, 2,
        add_to_checksum(0, bytes, frame.xing_at + CHECKSUM_AT));
    return true;
}
