/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/seam.h"

#include <assert.h>

#include "recorder/audio/codec.h"

/* Of a channel: nobody is to hear that it was coded twice. */
#define BITRATE 96000

/* What is still to be encoded. */
struct rest {
    struct episode_stream *stream;
    struct encoder *encoder;
    size_t channels;
    const float *pcm;
};

static bool push_one(struct rest *rest, int frames, struct err *err)
{
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    size_t bytes =
        encoder_encode_short(rest->encoder, rest->pcm, frames, packet);

    rest->pcm += (size_t)frames * rest->channels;
    return episode_stream_push(rest->stream, packet, bytes, frames, err);
}

/* In the longest packets that fit. */
static bool push(struct rest *rest, size_t frames, struct err *err)
{
    for (int step = CODEC_FRAME_48K; step >= SEAM_STEP_48K; step /= 2) {
        for (; frames >= (size_t)step; frames -= (size_t)step) {
            if (!push_one(rest, step, err))
                return false;
        }
    }
    return true;
}

static void prime(struct rest *rest)
{
    uint8_t packet[CODEC_PACKET_MOST_BYTES];

    for (int at = 0; at < SEAM_BEFORE_48K; at += CODEC_FRAME_48K) {
        encoder_encode(rest->encoder, rest->pcm, packet);
        rest->pcm += (size_t)CODEC_FRAME_48K * rest->channels;
    }
}

static size_t whole_steps(size_t frames)
{
    return (frames + SEAM_STEP_48K - 1) / SEAM_STEP_48K * SEAM_STEP_48K;
}

size_t seam_missing_frames(size_t frames, size_t old_frames)
{
    size_t old = whole_steps(old_frames);

    if (frames <= old)
        return old - frames;
    return (CODEC_FRAME_48K - (frames - old) % CODEC_FRAME_48K) %
           CODEC_FRAME_48K;
}

bool seam_push(
    struct episode_stream *stream, const struct seam *seam, struct err *err)
{
    size_t old = whole_steps(seam->old_frames);

    assert(seam->frames % SEAM_STEP_48K == 0);
    own(encoder) encoder =
        encoder_new(seam->channels, BITRATE * seam->channels, err);
    if (!encoder)
        return false;
    int late = encoder_lookahead_48k(encoder);
    assert(late <= SEAM_BEHIND_48K);
    struct rest rest = {
        .stream = stream,
        .encoder = encoder,
        .channels = (size_t)seam->channels,
        .pcm = seam->pcm + (size_t)late * (size_t)seam->channels,
    };
    prime(&rest);
    old = old < seam->frames ? old : seam->frames;
    return push(&rest, old, err) && push(&rest, seam->frames - old, err);
}
