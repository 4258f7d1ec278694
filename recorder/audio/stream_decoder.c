/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/stream_decoder.h"

#include <string.h>

/* A decoder's concealment has faded by then. */
#define CONCEAL_MOST_48K 4800

struct stream_decoder {
    struct decoder *codec;
    int channels;
    int64_t gap;     /* frames that are yet to be given … */
    int64_t made_up; /* … of which so many are to be made up */
    bool is_held;    /* the gap, for the packet behind it */
    const uint8_t *packet;
    size_t bytes;
    bool is_repeated; /* the end of the loss, by this packet */
    int64_t recovered;
};

struct stream_decoder *stream_decoder_new(int channels, struct err *err)
{
    own(stream_decoder) decoder = calloc(1, sizeof *decoder);

    if (!decoder)
        return err_no_memory(err), NULL;
    decoder->channels = channels;
    decoder->codec = decoder_new(channels, err);
    return decoder->codec ? take(decoder) : NULL;
}

void stream_decoder_gap(
    struct stream_decoder *decoder, int64_t frames_48k, int lost)
{
    if (lost > 0 && decoder->gap == 0)
        decoder->made_up =
            frames_48k < CONCEAL_MOST_48K ? frames_48k : CONCEAL_MOST_48K;
    decoder->gap += frames_48k;
    decoder->is_held = lost > 0;
}

void stream_decoder_packet(
    struct stream_decoder *decoder, const uint8_t *packet, size_t bytes)
{
    int repeats =
        decoder->is_held ? codec_packet_repeats_48k(packet, bytes) : 0;

    decoder->packet = packet;
    decoder->bytes = bytes;
    decoder->is_held = false;
    if (repeats == 0 || repeats > decoder->gap)
        return;
    decoder->is_repeated = true;
    decoder->gap -= repeats;
    if (decoder->made_up > decoder->gap)
        decoder->made_up = decoder->gap;
}

void stream_decoder_finish(struct stream_decoder *decoder)
{
    decoder->is_held = false;
}

static int pull_gap(struct stream_decoder *decoder, float *pcm)
{
    bool is_made_up = decoder->made_up > 0;
    int64_t frames = is_made_up ? decoder->made_up : decoder->gap;

    if (frames > CODEC_PACKET_MOST_FRAMES_48K)
        frames = CODEC_PACKET_MOST_FRAMES_48K;
    if (is_made_up)
        decoder_conceal(decoder->codec, (int)frames, pcm);
    else
        memset(
            pcm, 0, (size_t)frames * (size_t)decoder->channels * sizeof *pcm);
    decoder->made_up = 0;
    decoder->gap -= frames;
    return (int)frames;
}

int stream_decoder_pull(struct stream_decoder *decoder, float *pcm)
{
    if (decoder->is_held)
        return 0;
    if (decoder->gap > 0)
        return pull_gap(decoder, pcm);
    if (!decoder->packet)
        return 0;
    if (decoder->is_repeated) {
        decoder->is_repeated = false;
        decoder->recovered++;
        decoder_recover(decoder->codec, decoder->packet, decoder->bytes, pcm);
        return codec_packet_repeats_48k(decoder->packet, decoder->bytes);
    }
    const uint8_t *packet = take(decoder->packet);
    return decoder_decode(decoder->codec, packet, decoder->bytes, pcm);
}

int64_t stream_decoder_held_48k(const struct stream_decoder *decoder)
{
    return decoder->is_held ? decoder->gap : 0;
}

int64_t stream_decoder_recovered(const struct stream_decoder *decoder)
{
    return decoder->recovered;
}

void stream_decoder_free(struct stream_decoder *decoder)
{
    if (!decoder)
        return;
    decoder_free(decoder->codec);
    free(decoder);
}
