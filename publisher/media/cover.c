/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/cover.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

static uint32_t be16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t be32(const uint8_t *at)
{
    return be16(at) << 16 | be16(at + 2);
}

/* PNG (ISO 15948): signature, IHDR, other chunks, IEND. */
static bool is_png(const uint8_t *bytes, size_t length)
{
    return length >= 33 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0 &&
           memcmp(bytes + 12, "IHDR", 4) == 0;
}

static int png_depth_bits(const uint8_t *header)
{
    static const uint8_t samples[7] = {[0] = 1, [2] = 3, [4] = 2, [6] = 4};
    int bits = header[8];
    int colour_type = header[9];

    /* A palette's colours have 8 bits a sample, whatever the index has. */
    if (colour_type == 3)
        return 24;
    return colour_type < 7 ? samples[colour_type] * bits : 0;
}

static bool png_is_whole(const uint8_t *bytes, size_t length)
{
    size_t at = 8;

    while (length - at >= 12) {
        size_t data = be32(bytes + at);
        if (data > length - at - 12)
            return false;
        if (memcmp(bytes + at + 4, "IEND", 4) == 0)
            return true;
        at += 12 + data;
    }
    return false;
}

static bool inspect_png(
    struct cover *cover, const uint8_t *bytes, size_t length, struct err *err)
{
    const uint8_t *header = bytes + 16;

    if (!png_is_whole(bytes, length))
        return err_set(err, ERR_FORMAT, "the PNG is cut short");
    cover->media_type = "image/png";
    cover->width = (int)(be32(header) & INT32_MAX);
    cover->height = (int)(be32(header + 4) & INT32_MAX);
    cover->depth_bits = png_depth_bits(header);
    return true;
}

static bool is_jpeg(const uint8_t *bytes, size_t length)
{
    return length >= 4 && memcmp(bytes, "\xff\xd8\xff", 3) == 0;
}

/* SOF0 to SOF15 without DHT, JPG and DAC (ITU-T T.81 table B.1). */
static bool is_jpeg_frame_header(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
           marker != 0xc8 && marker != 0xcc;
}

/* The segments up to the frame header, which holds the size. */
static const uint8_t *find_jpeg_frame(const uint8_t *bytes, size_t length)
{
    size_t at = 2;

    while (length - at >= 10 && bytes[at] == 0xff) {
        uint8_t marker = bytes[at + 1];
        size_t segment = be16(bytes + at + 2);
        if (is_jpeg_frame_header(marker))
            return bytes + at;
        if (marker == 0xff) { /* a fill byte */
            at++;
            continue;
        }
        if (segment > length - at - 2)
            return NULL;
        at += 2 + segment;
    }
    return NULL;
}

static bool inspect_jpeg(
    struct cover *cover, const uint8_t *bytes, size_t length, struct err *err)
{
    const uint8_t *frame = find_jpeg_frame(bytes, length);

    if (!frame ||
        !memmem(frame, length - (size_t)(frame - bytes), "\xff\xd9", 2))
        return err_set(err, ERR_FORMAT, "the JPEG is cut short or damaged");
    cover->media_type = "image/jpeg";
    cover->height = (int)be16(frame + 5);
    cover->width = (int)be16(frame + 7);
    cover->depth_bits = frame[4] * frame[9];
    return true;
}

bool cover_inspect(
    struct cover *cover, const uint8_t *bytes, size_t length, struct err *err)
{
    if (is_png(bytes, length))
        return inspect_png(cover, bytes, length, err);
    if (is_jpeg(bytes, length))
        return inspect_jpeg(cover, bytes, length, err);
    return err_set(err, ERR_FORMAT, "neither a JPEG nor a PNG picture");
}

static bool read_picture(struct cover *cover, const char *path, struct err *err)
{
    own_value(text) bytes = {0};

    if (!whole_file_read(path, COVER_MOST_BYTES, &bytes, err) ||
        !cover_inspect(cover, (const uint8_t *)bytes.bytes, bytes.length, err))
        return false;
    cover->length = bytes.length;
    cover->bytes = (uint8_t *)text_take(&bytes);
    return true;
}

bool cover_read(struct cover *cover, const char *path, struct err *err)
{
    return read_picture(cover, path, err) || err_prefix(err, "cover: %s", path);
}

void cover_clear(struct cover *cover)
{
    free(cover->bytes);
    *cover = (struct cover){0};
}
