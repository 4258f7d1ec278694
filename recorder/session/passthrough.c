/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/passthrough.h"

#include "recorder/audio/codec.h"

/* A decoder's concealment has faded by then. */
#define CONCEAL_MOST_48K 4800

static bool write_silence(
    struct passthrough *passthrough, int64_t frames_48k, struct err *err)
{
    static const int lengths[] = {960, 480, 240, 120};
    uint8_t packet[3];

    for (int i = 0; i < 4; i++) {
        while (frames_48k >= lengths[i]) {
            size_t bytes =
                codec_write_silence(lengths[i], PASSTHROUGH_CHANNELS, packet);
            if (!track_push(passthrough->track, packet, bytes, lengths[i], err))
                return false;
            frames_48k -= lengths[i];
        }
    }
    return true;
}

bool passthrough_init(
    struct passthrough *passthrough, struct track *track, struct err *err)
{
    *passthrough = (struct passthrough){.track = track};
    return write_silence(passthrough, PASSTHROUGH_PRESKIP_48K, err);
}

bool passthrough_packet(struct passthrough *passthrough, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err)
{
    passthrough->last_toc = packet[0];
    passthrough->has_packet = true;
    return track_push(passthrough->track, packet, bytes, frames_48k, err);
}

/* Takes what it has concealed off *frames_48k. */
static bool conceal(
    struct passthrough *passthrough, int64_t *frames_48k, struct err *err)
{
    uint8_t packet[1];
    int64_t concealed = 0;
    int length = codec_write_concealment(&passthrough->last_toc, packet);

    while (*frames_48k >= length && concealed + length <= CONCEAL_MOST_48K) {
        if (!track_push(passthrough->track, packet, sizeof packet, length, err))
            return false;
        concealed += length;
        *frames_48k -= length;
    }
    return true;
}

bool passthrough_gap(struct passthrough *passthrough, int64_t frames_48k,
    int lost, struct err *err)
{
    if (lost > 0 && passthrough->has_packet &&
        !conceal(passthrough, &frames_48k, err))
        return false;
    return write_silence(passthrough, frames_48k, err);
}
