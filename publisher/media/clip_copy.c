/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/clip_copy.h"

#include "recorder/audio/codec.h"

#define LEAST_PACKET_48K 120
/* A longer page is laid out anew. */
#define PAGE_MOST_FRAMES_48K 48000
/* How much a packet's sound reaches into the next ones. */
#define PACKET_REACH_48K 480

static bool read_on(struct clip_copy *copy, struct err *err)
{
    copy->step = clip_reader_next(copy->reader, &copy->packet, err);
    return copy->step != CLIP_FAILED;
}

static int64_t packet_end(const struct clip_copy *copy)
{
    return copy->packet.position + copy->packet.frames_48k;
}

bool clip_copy_open(struct clip_copy *copy, const struct montage *montage,
    const struct montage_clip *clip, struct err *err)
{
    copy->montage = montage;
    copy->clip = clip;
    if (!(copy->reader = clip_reader_new(clip->path, err)))
        return false;
    copy->preskip_48k =
        recording_reader_preskip_48k(clip_reader_recording(copy->reader));
    copy->from = copy->preskip_48k + clip->from_48k;
    copy->to = copy->preskip_48k + clip->to_48k;
    copy->heard_to = copy->from;
    return read_on(copy, err);
}

bool clip_copy_skip_to(
    struct clip_copy *copy, int64_t position, struct err *err)
{
    while (copy->step == CLIP_PACKET && copy->packet.position < position) {
        if (!read_on(copy, err))
            return false;
    }
    return true;
}

bool clip_copy_skip_ended(
    struct clip_copy *copy, int64_t position, struct err *err)
{
    while (copy->step == CLIP_PACKET && packet_end(copy) <= position) {
        if (!read_on(copy, err))
            return false;
    }
    return true;
}

/* From the packet in hand to the end of a packet. */
static bool is_silenced(const struct clip_copy *copy, int64_t end)
{
    int64_t from = copy->packet.position - copy->preskip_48k;

    return montage_is_silenced(copy->montage, copy->clip,
        from - CODEC_FRAME_48K, end - copy->preskip_48k + PACKET_REACH_48K);
}

/* A hole may last for many pages: one that the end of all lies in is copied as
 * far as that, or the last page would end before it began. */
static void shorten_hole(struct clip_copy *copy)
{
    struct clip_packet *packet = &copy->packet;
    int64_t wanted = copy->to - packet->position;

    if (packet->bytes || copy->clip->is_to_end)
        return;
    wanted += LEAST_PACKET_48K - 1;
    wanted -= wanted % LEAST_PACKET_48K;
    if (wanted < packet->frames_48k)
        packet->frames_48k = wanted;
}

static bool copy_packet(
    struct clip_copy *copy, struct episode_stream *stream, struct err *err)
{
    const struct clip_packet *packet = &copy->packet;

    shorten_hole(copy);
    copy->copied_to = packet_end(copy);
    if (packet->heard_to > copy->heard_to)
        copy->heard_to = packet->heard_to;
    if (!packet->bytes || is_silenced(copy, packet_end(copy)))
        return episode_stream_push_silence(stream, packet->frames_48k, err);
    copy->packet_bytes += (int64_t)packet->length;
    return (packet->heard_to < 0 ? episode_stream_push_unheard
                                 : episode_stream_push)(
        stream, packet->bytes, packet->length, (int)packet->frames_48k, err);
}

/* Those that end before the clip does; the last clip of all takes the one in
 * which it ends too, or all there are, for end trimming. */
static bool is_to_be_copied(const struct clip_copy *copy, bool is_last)
{
    if (copy->step != CLIP_PACKET)
        return false;
    if (!is_last)
        return packet_end(copy) <= copy->to;
    return copy->clip->is_to_end || copy->packet.position < copy->to;
}

/* The page that begins with the packet in hand, if all of it is wanted. Of the
 * pages that the last clip ends on, the packets tell what is heard. */
static bool find_page(
    const struct clip_copy *copy, bool is_last, struct recording_page *page)
{
    bool has_no_end = is_last && copy->clip->is_to_end;

    if (!clip_reader_page(copy->reader, page))
        return false;
    int64_t end = copy->packet.position + page->frames_48k;
    return page->frames_48k <= PAGE_MOST_FRAMES_48K &&
           (has_no_end || end <= copy->to) && !is_silenced(copy, end);
}

static bool copy_page(struct clip_copy *copy, struct episode_stream *stream,
    const struct recording_page *page, struct err *err)
{
    int64_t end = copy->packet.position + page->frames_48k;

    copy->copied_to = end;
    if (end > copy->heard_to)
        copy->heard_to = end;
    copy->packet_bytes += (int64_t)page->packet_bytes;
    if (!episode_stream_push_page(stream, page->page, page->frames_48k, err))
        return false;
    clip_reader_pass_page(copy->reader);
    return true;
}

bool clip_copy_run(struct clip_copy *copy, struct episode_stream *stream,
    bool is_last, struct err *err)
{
    struct recording_page page;

    copy->copied_to = copy->packet.position;
    while (is_to_be_copied(copy, is_last)) {
        bool is_copied = find_page(copy, is_last, &page)
                             ? copy_page(copy, stream, &page, err)
                             : copy_packet(copy, stream, err);
        if (!is_copied || !read_on(copy, err))
            return false;
    }
    return true;
}

void clip_copy_clear(struct clip_copy *copy)
{
    clip_reader_free(copy->reader);
    *copy = (struct clip_copy){0};
}
