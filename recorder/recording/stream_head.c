/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/stream_head.h"

#include <string.h>

#define MAGIC "OpusHead"
#define MAGIC_BYTES 8
#define VERSION 1
#define MOST_INPUT_RATE_HZ 0x7fffffff

static void put_le(uint8_t *bytes, uint32_t number, int count)
{
    for (int i = 0; i < count; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static uint32_t get_le(const uint8_t *bytes, int count)
{
    uint32_t number = 0;

    for (int i = 0; i < count; i++)
        number |= (uint32_t)bytes[i] << (8 * i);
    return number;
}

void stream_head_format(
    const struct stream_head *head, uint8_t bytes[STREAM_HEAD_BYTES])
{
    memcpy(bytes, MAGIC, MAGIC_BYTES);
    bytes[8] = VERSION;
    bytes[9] = (uint8_t)head->channels;
    put_le(bytes + 10, (uint32_t)head->preskip_48k, 2);
    put_le(bytes + 12, (uint32_t)head->input_rate_hz, 4);
    put_le(bytes + 16, (uint32_t)head->gain_q8, 2);
    bytes[18] = 0; /* mapping family */
}

bool is_stream_head(const uint8_t *bytes, size_t length)
{
    return length >= MAGIC_BYTES && memcmp(bytes, MAGIC, MAGIC_BYTES) == 0;
}

bool stream_head_parse(const uint8_t *bytes, size_t length,
    struct stream_head *head, struct err *err)
{
    if (!is_stream_head(bytes, length) || length < STREAM_HEAD_BYTES)
        return err_set(err, ERR_FORMAT, "no OpusHead");
    /* Minor versions, in the low bits, stay compatible. */
    if ((bytes[8] & 0xf0) != 0)
        return err_set(err, ERR_FORMAT, "OpusHead of version %d", bytes[8]);
    if (bytes[18] != 0 || bytes[9] < 1 || bytes[9] > 2)
        return err_set(err, ERR_FORMAT,
            "%d channels of mapping family %d: expected mono or stereo",
            bytes[9], bytes[18]);

    uint32_t rate_hz = get_le(bytes + 12, 4);
    *head = (struct stream_head){
        .channels = bytes[9],
        .preskip_48k = (int)get_le(bytes + 10, 2),
        .input_rate_hz = rate_hz <= MOST_INPUT_RATE_HZ ? (int)rate_hz : 0,
        .gain_q8 = (int16_t)get_le(bytes + 16, 2),
    };
    return true;
}
