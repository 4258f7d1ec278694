/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/episode_stream.h"

#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/page_writer.h"

#define PAGE_MOST_FRAMES_48K 48000
#define LEAST_PACKET_48K 120
/* What goes to the file at once is a multiple of that: a call for each page
 * would cost as much as all the rest, and so would blocks of the file that two
 * calls share. */
#define WRITTEN_BYTES 65536
#define MOST_SILENCE_48K (INT64_C(24) * 3600 * 48000)

struct episode_stream {
    struct durable_file *file; /* borrowed */
    struct page_writer *writer;
    struct text pages; /* to be written, but for the last: it may be the end */
    size_t last_at;    /* where it begins among them */
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

/* Not the last page. */
static bool write_pages(struct episode_stream *stream, struct err *err)
{
    struct text *pages = &stream->pages;
    size_t length = stream->last_at - stream->last_at % WRITTEN_BYTES;

    if (!durable_file_write(stream->file, pages->bytes, length, err))
        return false;
    pages->length -= length;
    memmove(pages->bytes, pages->bytes + length, pages->length);
    stream->last_at -= length;
    return true;
}

/* Ends the page in hand and holds it. */
static bool turn_page(struct episode_stream *stream, struct err *err)
{
    stream->page_began = stream->granule;
    stream->last_at = stream->pages.length;
    return (stream->last_at < WRITTEN_BYTES || write_pages(stream, err)) &&
           page_writer_flush(stream->writer, &stream->pages, err);
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

bool episode_stream_push_page(struct episode_stream *stream,
    const struct page *page, int64_t frames_48k, struct err *err)
{
    int64_t length = stream->granule + frames_48k - stream->page_began;
    bool has_room = length <= PAGE_MOST_FRAMES_48K &&
                    page_writer_has_room_for_page(stream->writer, page);

    if (!has_room && !page_writer_is_empty(stream->writer) &&
        !turn_page(stream, err))
        return false;
    stream->granule += frames_48k;
    page_writer_push_page(stream->writer, page, stream->granule);
    return true;
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
    struct text *pages = &stream->pages;
    page_make_last((uint8_t *)pages->bytes + stream->last_at,
        pages->length - stream->last_at, end_48k);
    return durable_file_write(stream->file, pages->bytes, pages->length, err);
}

void episode_stream_free(struct episode_stream *stream)
{
    if (!stream)
        return;
    text_clear(&stream->pages);
    page_writer_free(stream->writer);
    free(stream);
}
