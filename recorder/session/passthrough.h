/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The room's own Opus packets into the recording, byte for byte; where none
 * came, packets of ours take their time (RFC 7845 4.1).
 *
 * The recording begins with 80 ms of silence that is its pre-skip, as RFC
 * 7845 4.2 advises for a stream joined in the middle: the decoder settles in
 * it and nothing of the room is passed over.
 */
#ifndef ROOMCAST_RECORDER_SESSION_PASSTHROUGH_H
#define ROOMCAST_RECORDER_SESSION_PASSTHROUGH_H

#include "recorder/session/track.h"

#define PASSTHROUGH_PRESKIP_48K 3840
#define PASSTHROUGH_CHANNELS 2 /* whatever a room may switch to */

struct passthrough {
    struct track *track; /* borrowed */
    uint8_t last_toc;    /* of the room's last packet */
    bool has_packet;
};

/* Writes the silence of the pre-skip. The track must outlive it. */
bool passthrough_init(
    struct passthrough *passthrough, struct track *track, struct err *err);

bool passthrough_packet(struct passthrough *passthrough, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err);

/* Fills a multiple of 120 frames: concealment while packets were `lost`, up
 * to 100 ms, then silence. */
bool passthrough_gap(struct passthrough *passthrough, int64_t frames_48k,
    int lost, struct err *err);

#endif
