/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stretches in which a sender has nothing to say and hardly sends anything
 * (discontinuous transmission, RFC 7587 3.1.3): packets of two bytes at most,
 * and between them the time in which none is sent. That is no gap. Pure.
 *
 *     ended = dtx_span_packet(&span, bytes, frames, at_48k);
 *     if (!dtx_span_gap(&span, frames, lost)) … a gap, which ends the span …
 *     ended = dtx_span_end(&span);
 */
#ifndef ROOMCAST_RECORDER_SESSION_DTX_SPAN_H
#define ROOMCAST_RECORDER_SESSION_DTX_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeros: none runs. */
struct dtx_span {
    int64_t begin_48k;
    int64_t frames_48k;
    int64_t packets; /* 0: none runs */
};

/* A packet that begins at `at_48k`. Gives the span that it has ended, with
 * packets 0 when there is none worth telling. */
struct dtx_span dtx_span_packet(
    struct dtx_span *span, size_t bytes, int frames_48k, int64_t at_48k);

/* Time without a packet, of which `lost` are known to be missing. False when
 * it is no part of a span: it is a loss, or longer than a sender is silent. */
bool dtx_span_gap(struct dtx_span *span, int64_t frames_48k, int lost);

/* Ends what runs, as above. */
struct dtx_span dtx_span_end(struct dtx_span *span);

#endif
