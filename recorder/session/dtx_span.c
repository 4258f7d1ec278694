/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/dtx_span.h"

#define DTX_PACKET_BYTES 2

/* libopus sends a packet each 400 ms; one of them may be late. */
#define MOST_GAP_48K 48000

/* A shorter one is a pause for breath. */
#define LEAST_TOLD_48K 19200

struct dtx_span dtx_span_end(struct dtx_span *span)
{
    struct dtx_span ended = *span;

    *span = (struct dtx_span){0};
    if (ended.frames_48k < LEAST_TOLD_48K)
        ended = *span;
    return ended;
}

struct dtx_span dtx_span_packet(
    struct dtx_span *span, size_t bytes, int frames_48k, int64_t at_48k)
{
    if (bytes > DTX_PACKET_BYTES)
        return dtx_span_end(span);
    if (span->packets == 0)
        span->begin_48k = at_48k;
    span->frames_48k += frames_48k;
    span->packets++;
    return (struct dtx_span){0};
}

bool dtx_span_gap(struct dtx_span *span, int64_t frames_48k, int lost)
{
    if (span->packets == 0 || lost > 0 || frames_48k > MOST_GAP_48K)
        return false;
    span->frames_48k += frames_48k;
    return true;
}
