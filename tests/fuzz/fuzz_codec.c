/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets as they come from the network, each after a byte with its length. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>

#include "recorder/audio/stream_decoder.h"

#define MOST_PACKETS 50

static void check_packet(
    struct decoder *decoder, const uint8_t *packet, size_t bytes)
{
    static float pcm[2 * CODEC_PACKET_MOST_FRAMES_48K];
    int stated = codec_packet_frames_48k(packet, bytes);
    int frames = decoder_decode(decoder, packet, bytes, pcm);

    assert(stated >= 0 && stated <= CODEC_PACKET_MOST_FRAMES_48K);
    assert(stated == 0 || frames == stated);
    assert(frames >= (bytes > 0 ? 120 : 0));
    assert(frames <= CODEC_PACKET_MOST_FRAMES_48K);
    for (int i = 0; i < 2 * frames; i++)
        assert(isfinite(pcm[i]));
    if (bytes == 0)
        return;

    uint8_t lost[1];
    int concealed = codec_write_concealment(packet, lost);
    assert(codec_packet_frames_48k(lost, 1) == concealed);
    assert(decoder_decode(decoder, lost, 1, pcm) == concealed);
    assert(codec_packet_channels(packet) == codec_packet_channels(lost));
}

/* Behind a loss: as long as what was lost and the packet itself. */
static void check_loss(
    struct stream_decoder *decoder, const uint8_t *packet, size_t bytes)
{
    static float pcm[2 * CODEC_PACKET_MOST_FRAMES_48K];
    int stated = codec_packet_frames_48k(packet, bytes);
    int64_t lost = bytes ? packet[0] * INT64_C(120) : 120;
    int64_t given = 0;
    int frames;

    stream_decoder_gap(decoder, lost, 1);
    assert(stream_decoder_pull(decoder, pcm) == 0);
    stream_decoder_packet(decoder, packet, bytes);
    while ((frames = stream_decoder_pull(decoder, pcm)) > 0) {
        for (int i = 0; i < 2 * frames; i++)
            assert(isfinite(pcm[i]));
        given += frames;
    }
    assert(stated == 0 || given == lost + stated);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err;
    own(decoder) decoder = decoder_new(2, &err);
    own(stream_decoder) stream = stream_decoder_new(2, &err);

    assert(decoder && stream);
    for (int i = 0; length > 0 && i < MOST_PACKETS; i++) {
        size_t packet = bytes[0] < length ? bytes[0] : length - 1;
        check_packet(decoder, bytes + 1, packet);
        check_loss(stream, bytes + 1, packet);
        bytes += 1 + packet;
        length -= 1 + packet;
    }
    return 0;
}
