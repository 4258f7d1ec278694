/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/tag_frame.h"

#include <string.h>

#include "feeds/clean_text.h"
#include "recorder/base/own.h"

/* Section 3.3. */
#define ENCODING_LATIN1 0
#define ENCODING_UTF16 1

void tag_frame_append(
    struct text *frames, const char *id, const struct text *body)
{
    text_append(frames, id);
    text_append_be32(frames, (uint32_t)body->length);
    text_append_bytes(frames, "\0\0", 2);
    text_append_bytes(frames, body->bytes, body->length);
    frames->has_failed |= body->has_failed;
}

uint8_t tag_frame_encoding(const char *value)
{
    for (; *value; value++)
        if ((uint8_t)*value >= 0x80)
            return ENCODING_UTF16;
    return ENCODING_LATIN1;
}

static void put_unit(struct text *body, uint32_t unit)
{
    text_append_byte(body, (uint8_t)(unit & 0xFF));
    text_append_byte(body, (uint8_t)(unit >> 8));
}

/* Little-endian behind its mark, as nearly all others write it. */
static void put_utf16(struct text *body, const char *value)
{
    const uint8_t *at = (const uint8_t *)value;

    put_unit(body, 0xFEFF);
    while (*at) {
        uint32_t code = clean_text_next_code(&at);
        if (code >= 0x10000) {
            put_unit(body, 0xD800 + ((code - 0x10000) >> 10));
            code = 0xDC00 + ((code - 0x10000) & 0x3FF);
        }
        put_unit(body, code);
    }
}

void tag_frame_put(struct text *body, uint8_t encoding, const char *value)
{
    if (encoding == ENCODING_UTF16)
        put_utf16(body, value);
    else
        text_append(body, value);
}

void tag_frame_end(struct text *body, uint8_t encoding)
{
    text_append_bytes(body, "\0\0", encoding == ENCODING_UTF16 ? 2 : 1);
}

void tag_frame_append_text(
    struct text *frames, const char *id, const char *value)
{
    own_value(text) body = {0};

    if (!value || !*value)
        return;
    uint8_t encoding = tag_frame_encoding(value);
    text_append_byte(&body, encoding);
    tag_frame_put(&body, encoding, value);
    tag_frame_append(frames, id, &body);
}
