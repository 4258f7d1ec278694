/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/live_opus.h"

#include <sys/random.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/page_writer.h"
#include "recorder/recording/stream_head.h"
#include "recorder/recording/stream_tags.h"

/* A fifth of a second. */
#define PAGE_MOST_48K 9600

struct live_opus {
    struct page_writer *pages;
    int channels;
    int64_t granule;
    int64_t page_48k; /* in the page in hand */
};

static bool append_head(struct live_opus *stream,
    const struct live_facts *facts, struct text *headers, struct err *err)
{
    const struct stream_head head = {.channels = facts->channels,
        .preskip_48k = facts->preskip_48k,
        .input_rate_hz = facts->input_rate_hz,
        .gain_q8 = facts->gain_q8};
    uint8_t bytes[STREAM_HEAD_BYTES];

    stream_head_format(&head, bytes);
    return page_writer_push(stream->pages, bytes, sizeof bytes, 0, err) &&
           page_writer_flush(stream->pages, headers, err);
}

static bool append_tags(struct live_opus *stream,
    const struct live_facts *facts, struct text *headers, struct err *err)
{
    own(stream_tags) tags = stream_tags_new(codec_version());
    own_value(text) packet = {0};

    stream_tags_set(tags, "ENCODER", "roomcast");
    if (facts->title)
        stream_tags_set(tags, "TITLE", facts->title);
    if (facts->artist)
        stream_tags_set(tags, "ARTIST", facts->artist);
    return stream_tags_format(tags, 0, &packet, err) &&
           page_writer_push(stream->pages, (const uint8_t *)packet.bytes,
               packet.length, 0, err) &&
           page_writer_flush(stream->pages, headers, err);
}

struct live_opus *live_opus_new(
    const struct live_facts *facts, struct text *headers, struct err *err)
{
    own(live_opus) stream = calloc(1, sizeof *stream);
    uint32_t serial;

    if (!stream)
        return err_no_memory(err), NULL;
    if (getrandom(&serial, sizeof serial, 0) < 0)
        return err_set_errno(err, ERR_IO, "random serial number"), NULL;
    stream->channels = facts->channels;
    stream->pages = page_writer_new(serial, 0, err);
    if (!stream->pages || !append_head(stream, facts, headers, err) ||
        !append_tags(stream, facts, headers, err))
        return NULL;
    return take(stream);
}

bool live_opus_flush(
    struct live_opus *stream, struct live_page *page, struct err *err)
{
    if (stream->page_48k == 0)
        return true;
    page->frames_48k += stream->page_48k;
    stream->page_48k = 0;
    return page_writer_flush(stream->pages, &page->bytes, err);
}

bool live_opus_packet(struct live_opus *stream, const uint8_t *bytes,
    size_t length, struct live_page *page, struct err *err)
{
    int frames_48k = codec_packet_frames_48k(bytes, length);

    if (!page_writer_has_room(stream->pages, length) &&
        !live_opus_flush(stream, page, err))
        return false;
    stream->granule += frames_48k;
    stream->page_48k += frames_48k;
    return page_writer_push(
               stream->pages, bytes, length, stream->granule, err) &&
           (stream->page_48k < PAGE_MOST_48K ||
               live_opus_flush(stream, page, err));
}

/* The end is a packet of silence, alone on its page. */
bool live_opus_finish(
    struct live_opus *stream, struct live_page *page, struct err *err)
{
    uint8_t packet[3];
    size_t length =
        codec_write_silence(CODEC_FRAME_48K, stream->channels, packet);

    if (!live_opus_flush(stream, page, err))
        return false;
    size_t begin = page->bytes.length;
    if (!live_opus_packet(stream, packet, length, page, err) ||
        !live_opus_flush(stream, page, err))
        return false;
    page_make_last((uint8_t *)page->bytes.bytes + begin,
        page->bytes.length - begin, stream->granule);
    return true;
}

void live_opus_free(struct live_opus *stream)
{
    if (!stream)
        return;
    page_writer_free(stream->pages);
    free(stream);
}
