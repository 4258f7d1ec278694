/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A wave as the payloads of RTP packets: Opus (RFC 7587), with in-band FEC as
 * "opus-fec", PCMU, PCMA and L16 (RFC 3551).
 */
#ifndef ROOMCAST_SUPPORT_PAYLOADS_H
#define ROOMCAST_SUPPORT_PAYLOADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "tests/support/wave_file.h"

struct payload_codec {
    const char *name; /* "opus" */
    int rate_hz;      /* of the RTP clock */
    int packet_ms;    /* 20, and 10 for L16 to stay below an MTU */
    uint8_t type;     /* the payload type: 100 for Opus, as Janus has it */
    bool can_be_stereo;
};

/* ERR_CONFIG for other names. */
const struct payload_codec *payload_codec_find(
    const char *name, struct err *err);

struct payload {
    size_t bytes;
    const uint8_t *data;
};

struct payloads {
    struct payload *list;
    size_t count;
    uint8_t *bytes; /* of all of them */
};

/* Encodes a wave of 48 kHz in whole packets; what is left over is dropped.
 */
bool payloads_encode(struct payloads *payloads,
    const struct payload_codec *codec, const struct wave *mix, struct err *err);

void payloads_clear(struct payloads *payloads);

#endif
