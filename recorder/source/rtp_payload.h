/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an RTP payload holds, by its codec (RFC 7587, RFC 3551 4.5).
 */
#ifndef ROOMCAST_SOURCE_RTP_PAYLOAD_H
#define ROOMCAST_SOURCE_RTP_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/source/rtp_description.h"
#include "recorder/source/telephone_codec.h"

/* How long its sound is in ticks of the clock; 0 when the codec cannot have
 * made it (a malformed Opus packet, half a sample) or it is longer than a
 * second. */
int rtp_payload_ticks(const struct rtp_description *description,
    const uint8_t *payload, size_t bytes);

/* The frames of sound in so many ticks. */
int64_t rtp_payload_frames(
    const struct rtp_description *description, int64_t ticks);

/* The sound of a payload that is not Opus, interleaved, with room for
 * rtp_payload_frames(). `wideband` is for G.722, NULL for the others. */
void rtp_payload_decode(const struct rtp_description *description,
    struct wideband_decoder *wideband, const uint8_t *payload, size_t bytes,
    float *pcm);

#endif
