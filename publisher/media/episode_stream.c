/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/episode_stream.h"

#include "recorder/audio/codec.h"
#include "recorder/audio/page.h"

#define PAGE_MOST_FRAMES_48K 48000
#define LEAST_PACKET_48K 120
#define MOST_SILENCE_48K (INT64_C(24) * 3600 * 48000)

struct episode_stream {
    struct durable_file *file; /* borrowed */
    struct page_writer *writer;
    struct text held; /* the last page, until it is known not to be the last */
    int channels;
    int64_t granule;
    int64_t page_began;
};

struct episode_stream *episode_stream_new(
    struct durable_file *file, uint32_t serial, struct err *err)
{
    own(episode_stream) stream = calloc(1, sizeof *stream);

    if (!stream)
        return err_no_memory(err), NULL;
    stream->file = file;
    stream->writer = page_writer_new(serial, 0, err);
    return stream->writer ? take(stream) : NULL;
}

static bool write_held(struct episode_stream *stream, struct err *err)
{
    bool is_written = durable_file_write(
        stream->file, stream->held.bytes, stream->held.length, err);

    text_reset(&stream->held);
    return is_written;
}

/* Ends the page in hand and holds it. */
static bool turn_page(struct episode_stream *stream, struct err *err)
{
    stream->page_began = stream->granule;
    return write_held(stream, err) &&
           page_writer_flush(stream->writer, &stream->held, err);
}

bool episode_stream_begin(struct episode_stream *stream,
    const struct stream_head *head, const struct text *tags, struct err *err)
{
    uint8_t packet[STREAM_HEAD_BYTES];

    stream->channels = head->channels;
    stream_head_format(head, packet);
    return page_writer_push(stream->writer, packet, sizeof packet, 0, err) &&
           turn_page(stream, err) &&
           page_writer_push(stream->writer, (const uint8_t *)tags->bytes,
               tags->length, 0, err) &&
           turn_page(stream, err);
}

bool episode_stream_push_unheard(struct episode_stream *stream,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err)
{
    if (!page_writer_is_empty(stream->writer) &&
        !page_writer_has_room(stream->writer, bytes) && !turn_page(stream, err))
        return false;
    stream->granule += frames_48k;
    return page_writer_push(
        stream->writer, packet, bytes, stream->granule, err);
}

bool episode_stream_push(struct episode_stream *stream, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err)
{
    int64_t length = stream->granule + frames_48k - stream->page_began;

    if (length > PAGE_MOST_FRAMES_48K &&
        !page_writer_is_empty(stream->writer) && !turn_page(stream, err))
        return false;
    return episode_stream_push_unheard(stream, packet, bytes, frames_48k, err);
}

bool episode_stream_push_silence(
    struct episode_stream *stream, int64_t frames_48k, struct err *err)
{
    uint8_t packet[3];

    if (frames_48k > MOST_SILENCE_48K)
        return err_set(err, ERR_FORMAT, "a hole of more than a day");
    for (int frames = CODEC_FRAME_48K; frames >= LEAST_PACKET_48K;
         frames /= 2) {
        size_t bytes = codec_write_silence(frames, stream->channels, packet);
        for (; frames_48k >= frames; frames_48k -= frames) {
            if (!episode_stream_push(stream, packet, bytes, frames, err))
                return false;
        }
    }
    return true;
}

int64_t episode_stream_position(const struct episode_stream *stream)
{
    return stream->granule;
}

bool episode_stream_finish(
    struct episode_stream *stream, int64_t end_48k, struct err *err)
{
    if (!turn_page(stream, err))
        return false;
    page_make_last((uint8_t *)stream->held.bytes, stream->held.length, end_48k);
    return write_held(stream, err);
}

void episode_stream_free(struct episode_stream *stream)
{
    if (!stream)
        return;
    text_clear(&stream->held);
    page_writer_free(stream->writer);
    free(stream);
}
