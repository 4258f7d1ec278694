/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/live_mp3.h"

#include <math.h>

#include "publisher/media/mp3_encoder.h"
#include "recorder/audio/codec.h"
#include "recorder/audio/limiter.h"

#define CEILING_DBTP (-1.0)

struct live_mp3 {
    struct decoder *decoder;
    struct limiter *limiter;
    struct mp3_encoder *encoder;
    size_t channels;
    float gain;
    int skip_48k;     /* of the pre-skip, not yet passed over */
    int64_t held_48k; /* pushed since bytes came out */
    float pcm[CODEC_PACKET_MOST_FRAMES_48K * 2];
};

struct live_mp3 *live_mp3_new(const struct live_facts *facts, struct err *err)
{
    const struct mp3_format format = {facts->channels, facts->bitrate};
    own(live_mp3) stream = calloc(1, sizeof *stream);

    if (!stream)
        return err_no_memory(err), NULL;
    stream->channels = (size_t)facts->channels;
    stream->gain = (float)pow(10, facts->gain_q8 / 256.0 / 20);
    stream->skip_48k = facts->preskip_48k;
    stream->decoder = decoder_new(facts->channels, err);
    stream->limiter = limiter_new(facts->channels, CEILING_DBTP, err);
    if (!stream->decoder || !stream->limiter)
        return NULL;
    stream->encoder = mp3_encoder_new_inner(&format, false, err);
    return stream->encoder ? take(stream) : NULL;
}

static int skip(struct live_mp3 *stream, int frames)
{
    int skipped = stream->skip_48k < frames ? stream->skip_48k : frames;

    stream->skip_48k -= skipped;
    return skipped;
}

bool live_mp3_packet(struct live_mp3 *stream, const uint8_t *bytes,
    size_t length, struct live_page *page, struct err *err)
{
    int frames = decoder_decode(stream->decoder, bytes, length, stream->pcm);
    int skipped = skip(stream, frames);
    float *heard = stream->pcm + (size_t)skipped * stream->channels;
    size_t before = page->bytes.length;

    frames -= skipped;
    for (size_t i = 0; i < (size_t)frames * stream->channels; i++)
        heard[i] *= stream->gain;
    limiter_process(stream->limiter, heard, (size_t)frames);
    stream->held_48k += frames;
    if (!mp3_encoder_push(
            stream->encoder, heard, (size_t)frames, &page->bytes, err))
        return false;
    if (page->bytes.length > before) {
        page->frames_48k += stream->held_48k;
        stream->held_48k = 0;
    }
    return true;
}

bool live_mp3_finish(
    struct live_mp3 *stream, struct live_page *page, struct err *err)
{
    page->frames_48k += stream->held_48k;
    return mp3_encoder_finish(stream->encoder, &page->bytes, err);
}

void live_mp3_free(struct live_mp3 *stream)
{
    if (!stream)
        return;
    decoder_free(stream->decoder);
    limiter_free(stream->limiter);
    mp3_encoder_free(stream->encoder);
    free(stream);
}
