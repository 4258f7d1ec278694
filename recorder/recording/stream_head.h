/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpusHead, the first packet of an Ogg/Opus stream (RFC 7845 5.1), with
 * channel mapping family 0: mono or stereo.
 */
#ifndef ROOMCAST_RECORDING_STREAM_HEAD_H
#define ROOMCAST_RECORDING_STREAM_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

#define STREAM_HEAD_BYTES 19

struct stream_head {
    int channels;      /* 1 or 2 */
    int preskip_48k;   /* 0 to 65535 */
    int input_rate_hz; /* of what was encoded, for information; 0: unknown */
    int gain_q8;       /* a decoder applies it: Q7.8 dB, int16 */
};

void stream_head_format(
    const struct stream_head *head, uint8_t bytes[STREAM_HEAD_BYTES]);

/* True when a packet claims to be an OpusHead, whatever its version. */
bool is_stream_head(const uint8_t *bytes, size_t length);

/* ERR_FORMAT for anything else, an unknown major version, more channels. */
bool stream_head_parse(const uint8_t *bytes, size_t length,
    struct stream_head *head, struct err *err);

#endif
