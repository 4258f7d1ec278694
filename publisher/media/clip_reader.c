/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/clip_reader.h"

#include <string.h>

#include "recorder/audio/codec.h"

/* A decoder that begins in the middle needs 80 ms to settle (RFC 7845 4.6);
 * SILK's long-term prediction takes some more. */
#define SETTLING_48K 9600
#define LEAST_PACKET_48K 120
/* What is silent ends that far from what is to be heard. */
#define SILENCE_MARGIN_48K CODEC_FRAME_48K

struct clip_reader {
    struct recording_reader *reader;
    int64_t position;
    struct recording_packet packet;
    bool has_packet; /* it comes behind the silence that was given */
    bool was_torn;
};

struct clip_reader *clip_reader_new(const char *path, struct err *err)
{
    own(clip_reader) reader = calloc(1, sizeof *reader);

    if (!reader)
        return err_no_memory(err), NULL;
    reader->reader = recording_reader_new(path, err);
    return reader->reader ? take(reader) : NULL;
}

struct recording_reader *clip_reader_recording(struct clip_reader *reader)
{
    return reader->reader;
}

/* Damage is told once: a second time it is the end. */
static enum clip_step read_packet(struct clip_reader *reader, struct err *err)
{
    struct err torn;

    for (;;) {
        switch (recording_reader_next(reader->reader, &reader->packet, &torn)) {
        case RECORDING_PACKET:
            return CLIP_PACKET;
        case RECORDING_TORN:
            if (reader->was_torn)
                return CLIP_END;
            reader->was_torn = true;
            break;
        case RECORDING_END:
            return CLIP_END;
        default:
            *err = torn;
            return CLIP_FAILED;
        }
    }
}

static enum clip_step give_packet(
    struct clip_reader *reader, struct clip_packet *packet)
{
    const struct recording_packet *from = &reader->packet;

    *packet = (struct clip_packet){
        .bytes = from->bytes,
        .length = from->length,
        .position = reader->position,
        .frames_48k = from->frames_48k,
        .heard_to = -1,
    };
    if (from->heard > 0)
        packet->heard_to = reader->position + from->heard_from + from->heard;
    reader->position += from->frames_48k;
    reader->has_packet = false;
    return CLIP_PACKET;
}

enum clip_step clip_reader_next(
    struct clip_reader *reader, struct clip_packet *packet, struct err *err)
{
    if (reader->has_packet)
        return give_packet(reader, packet);
    enum clip_step step = read_packet(reader, err);
    if (step != CLIP_PACKET)
        return step;
    int64_t lost = reader->packet.lost_48k;
    lost -= lost % LEAST_PACKET_48K;
    if (lost <= 0)
        return give_packet(reader, packet);
    *packet = (struct clip_packet){
        .position = reader->position,
        .frames_48k = lost,
        .heard_to = reader->position + lost,
    };
    reader->position += lost;
    reader->has_packet = true;
    return CLIP_PACKET;
}

bool clip_reader_page(
    const struct clip_reader *reader, struct recording_page *page)
{
    return !reader->has_packet && recording_reader_page(reader->reader, page);
}

void clip_reader_pass_page(struct clip_reader *reader)
{
    struct recording_page page;

    if (!clip_reader_page(reader, &page))
        return;
    reader->position += page.frames_48k - reader->packet.frames_48k;
    recording_reader_pass_page(reader->reader);
}

/* --- Sound -------------------------------------------------------------- */

/* Where the decoded sound goes. */
struct window {
    const struct montage *montage;
    const struct montage_clip *clip;
    struct decoder *decoder;
    int64_t preskip_48k;
    int64_t position;
    int64_t end;
    float *pcm;
};

/* What of a decoded packet lies in the window. */
static void place(const struct window *window, const struct clip_packet *packet,
    const float *decoded)
{
    size_t channels = (size_t)window->montage->channels;
    int64_t from = packet->position;
    int64_t to = packet->position + packet->frames_48k;

    from = from > window->position ? from : window->position;
    to = to < window->end ? to : window->end;
    if (from >= to)
        return;
    memcpy(window->pcm + (size_t)(from - window->position) * channels,
        decoded + (size_t)(from - packet->position) * channels,
        (size_t)(to - from) * channels * sizeof *decoded);
}

static void decode(struct window *window, const struct clip_packet *packet)
{
    float decoded[2 * CODEC_PACKET_MOST_FRAMES_48K];
    int64_t from = packet->position - window->preskip_48k;

    if (!packet->bytes ||
        packet->position + packet->frames_48k + SETTLING_48K < window->position)
        return;
    decoder_decode(window->decoder, packet->bytes, packet->length, decoded);
    if (!montage_is_silenced(window->montage, window->clip,
            from - SILENCE_MARGIN_48K,
            from + packet->frames_48k + SILENCE_MARGIN_48K))
        place(window, packet, decoded);
}

bool clip_decode(const struct montage *montage,
    const struct clip_stretch *stretch, float *pcm, struct err *err)
{
    struct clip_packet packet = {0};
    enum clip_step step = CLIP_PACKET;

    own(clip_reader) reader = clip_reader_new(stretch->clip->path, err);
    own(decoder) decoder = decoder_new(montage->channels, err);
    if (!reader || !decoder)
        return false;
    struct window window = {
        .montage = montage,
        .clip = stretch->clip,
        .decoder = decoder,
        .preskip_48k = recording_reader_preskip_48k(reader->reader),
        .position = stretch->position,
        .end = stretch->position + (int64_t)stretch->frames,
        .pcm = pcm,
    };
    memset(pcm, 0, stretch->frames * (size_t)montage->channels * sizeof *pcm);
    while (reader->position < window.end &&
           (step = clip_reader_next(reader, &packet, err)) == CLIP_PACKET)
        decode(&window, &packet);
    return step != CLIP_FAILED;
}

void clip_reader_free(struct clip_reader *reader)
{
    if (!reader)
        return;
    recording_reader_free(reader->reader);
    free(reader);
}
