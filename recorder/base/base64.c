/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/base64.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Up to three bytes as four letters. */
static void append_group(struct text *text, const uint8_t *bytes, size_t length)
{
    uint32_t bits = (uint32_t)bytes[0] << 16;
    char letters[4];

    if (length > 1)
        bits |= (uint32_t)bytes[1] << 8;
    if (length > 2)
        bits |= bytes[2];
    for (size_t i = 0; i < sizeof letters; i++)
        letters[i] = i <= length ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
    text_append_bytes(text, letters, sizeof letters);
}

void base64_append(struct text *text, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;

    for (; length >= 3; at += 3, length -= 3)
        append_group(text, at, 3);
    if (length > 0)
        append_group(text, at, length);
}
