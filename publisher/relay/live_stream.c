/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/live_stream.h"

#include "publisher/relay/live_mp3.h"
#include "publisher/relay/live_opus.h"
#include "recorder/audio/codec.h"

struct live_stream {
    struct live_opus *opus; /* one of the two */
    struct live_mp3 *mp3;
    int channels;
    int64_t frames_48k;
};

struct live_stream *live_stream_new(
    const struct live_facts *facts, struct text *headers, struct err *err)
{
    own(live_stream) stream = calloc(1, sizeof *stream);

    if (!stream)
        return err_no_memory(err), NULL;
    stream->channels = facts->channels;
    if (facts->format == LIVE_OPUS)
        stream->opus = live_opus_new(facts, headers, err);
    else
        stream->mp3 = live_mp3_new(facts, err);
    return stream->opus || stream->mp3 ? take(stream) : NULL;
}

bool live_stream_packet(struct live_stream *stream, const uint8_t *bytes,
    size_t length, struct live_page *page, struct err *err)
{
    int frames_48k = codec_packet_frames_48k(bytes, length);

    if (frames_48k == 0)
        return err_set(
            err, ERR_FORMAT, "%zu bytes are no packet of Opus", length);
    stream->frames_48k += frames_48k;
    return stream->opus
               ? live_opus_packet(stream->opus, bytes, length, page, err)
               : live_mp3_packet(stream->mp3, bytes, length, page, err);
}

bool live_stream_silence(struct live_stream *stream, int64_t frames_48k,
    struct live_page *page, struct err *err)
{
    uint8_t packet[3];
    size_t length =
        codec_write_silence(CODEC_FRAME_48K, stream->channels, packet);

    for (int64_t i = 0; i < frames_48k; i += CODEC_FRAME_48K) {
        if (!live_stream_packet(stream, packet, length, page, err))
            return false;
    }
    return true;
}

bool live_stream_flush(
    struct live_stream *stream, struct live_page *page, struct err *err)
{
    return !stream->opus || live_opus_flush(stream->opus, page, err);
}

bool live_stream_finish(
    struct live_stream *stream, struct live_page *page, struct err *err)
{
    return stream->opus ? live_opus_finish(stream->opus, page, err)
                        : live_mp3_finish(stream->mp3, page, err);
}

int64_t live_stream_frames_48k(const struct live_stream *stream)
{
    return stream->frames_48k;
}

void live_stream_free(struct live_stream *stream)
{
    if (!stream)
        return;
    live_opus_free(stream->opus);
    live_mp3_free(stream->mp3);
    free(stream);
}

void live_page_reset(struct live_page *page)
{
    text_reset(&page->bytes);
    page->frames_48k = 0;
}

void live_page_clear(struct live_page *page)
{
    text_clear(&page->bytes);
    page->frames_48k = 0;
}
