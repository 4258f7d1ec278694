/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_payload.h"

#include "recorder/audio/codec.h"
#include "recorder/audio/sample_format.h"

static struct sample_format linear_format(
    const struct rtp_description *description)
{
    return (struct sample_format){.encoding = SAMPLE_S16BE,
        .rate_hz = description->clock_hz,
        .channels = description->channels};
}

static size_t frame_bytes(const struct rtp_description *description)
{
    struct sample_format format = linear_format(description);

    if (description->codec == RTP_L16)
        return sample_format_frame_bytes(&format);
    return (size_t)description->channels;
}

int rtp_payload_ticks(const struct rtp_description *description,
    const uint8_t *payload, size_t bytes)
{
    if (description->codec == RTP_OPUS)
        return codec_packet_frames_48k(payload, bytes);
    size_t frame = frame_bytes(description);
    size_t frames = bytes / frame;
    if (bytes % frame || frames > (size_t)description->clock_hz)
        return 0;
    return (int)frames;
}

int64_t rtp_payload_frames(
    const struct rtp_description *description, int64_t ticks)
{
    return ticks * (description->sample_hz / description->clock_hz);
}

void rtp_payload_decode(const struct rtp_description *description,
    struct wideband_decoder *wideband, const uint8_t *payload, size_t bytes,
    float *pcm)
{
    struct sample_format format = linear_format(description);

    switch (description->codec) {
    case RTP_PCMU:
        telephone_codec_decode_mu_law(payload, bytes, pcm);
        break;
    case RTP_PCMA:
        telephone_codec_decode_a_law(payload, bytes, pcm);
        break;
    case RTP_G722:
        wideband_decoder_decode(wideband, payload, bytes, pcm);
        break;
    case RTP_L16:
        sample_format_convert(
            &format, payload, bytes / frame_bytes(description), pcm);
        break;
    case RTP_OPUS:
        break;
    }
}
