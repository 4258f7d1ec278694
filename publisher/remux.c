/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/remux.h"

#include <string.h>

#include "publisher/base64.h"
#include "recorder/audio/codec.h"
#include "recorder/audio/page.h"
#include "recorder/audio/recording_reader.h"
#include "recorder/audio/stream_head.h"
#include "recorder/audio/stream_tags.h"
#include "recorder/base/text.h"

#define PAGE_MOST_FRAMES_48K 48000
#define MOST_LOST_48K (INT64_C(24) * 3600 * 48000)
#define PICTURE_FRONT_COVER 3

struct remuxer {
    struct recording_reader *reader; /* the three are borrowed */
    struct page_writer *writer;
    struct durable_file *file;
    struct text held; /* the last page, until it is known not to be the last */
    int64_t granule;
    int64_t page_began;
    int64_t unheard; /* frames of the packets so far behind the last heard */
    struct remuxed done;
};

static void remuxer_clear(struct remuxer *remuxer)
{
    text_clear(&remuxer->held);
}

/* RFC 7845 wants the serial unique among the streams of a file only; taking
 * it from the id keeps the output the same from run to run. */
static uint32_t serial_of(const char *id)
{
    char derived[IDENTIFIER_BYTES];

    if (!identifier_from_name(id, "episode", derived))
        return 0;
    return (uint32_t)strtoul(derived, NULL, 16);
}

static bool write_held(struct remuxer *remuxer, struct err *err)
{
    bool is_written = durable_file_write(
        remuxer->file, remuxer->held.bytes, remuxer->held.length, err);

    text_reset(&remuxer->held);
    return is_written;
}

/* Ends the page in hand and holds it. */
static bool turn_page(struct remuxer *remuxer, struct err *err)
{
    remuxer->page_began = remuxer->granule;
    return write_held(remuxer, err) &&
           page_writer_flush(remuxer->writer, &remuxer->held, err);
}

/* RFC 9639 section 8.8. */
static void append_picture(struct text *block, const struct cover *cover)
{
    text_append_be32(block, PICTURE_FRONT_COVER);
    text_append_be32(block, (uint32_t)strlen(cover->media_type));
    text_append(block, cover->media_type);
    text_append_be32(block, 0); /* no description */
    text_append_be32(block, (uint32_t)cover->width);
    text_append_be32(block, (uint32_t)cover->height);
    text_append_be32(block, (uint32_t)cover->depth_bits);
    text_append_be32(block, 0); /* no palette's size is given */
    text_append_be32(block, (uint32_t)cover->length);
    text_append_bytes(block, cover->bytes, cover->length);
}

static bool set_picture(
    struct stream_tags *tags, const struct cover *cover, struct err *err)
{
    own_value(text) block = {0};
    own_value(text) letters = {0};

    if (!cover->bytes)
        return true;
    append_picture(&block, cover);
    if (!text_finish(&block, err))
        return false;
    base64_append(&letters, block.bytes, block.length);
    if (!text_finish(&letters, err))
        return false;
    stream_tags_set(tags, "METADATA_BLOCK_PICTURE", text_string(&letters));
    return true;
}

static void set_unless_empty(
    struct stream_tags *tags, const char *name, const char *value)
{
    if (value && *value)
        stream_tags_set(tags, name, value);
}

static void keep(struct stream_tags *tags,
    const struct recording_reader *reader, const char *name)
{
    set_unless_empty(tags, name, recording_reader_tag(reader, name));
}

static void set_texts(
    struct stream_tags *tags, const struct episode_settings *settings)
{
    set_unless_empty(tags, "TITLE", settings->title);
    set_unless_empty(tags, "ARTIST", settings->author);
    set_unless_empty(tags, "ALBUM", settings->show);
    set_unless_empty(tags, "DATE", settings->date);
    if (settings->number > 0)
        stream_tags_setf(tags, "TRACKNUMBER", "%d", settings->number);
    stream_tags_set(tags, "GENRE", "Podcast");
    set_unless_empty(tags, "ORGANIZATION", settings->author);
    set_unless_empty(tags, "DESCRIPTION", settings->comment);
    set_unless_empty(tags, "CONTACT", settings->link);
}

static bool format_tags(const struct recording_reader *reader,
    const struct episode_settings *settings, const struct cover *cover,
    struct text *packet, struct err *err)
{
    own(stream_tags) tags = stream_tags_new(codec_version());

    set_texts(tags, settings);
    keep(tags, reader, "ENCODER");
    keep(tags, reader, "R128_TRACK_GAIN");
    keep(tags, reader, "ROOMCAST_ID");
    return set_picture(tags, cover, err) &&
           stream_tags_format(tags, 0, packet, err);
}

static bool push_head(struct remuxer *remuxer,
    const struct recording_facts *facts, struct err *err)
{
    uint8_t packet[STREAM_HEAD_BYTES];
    struct stream_head head = {
        .channels = recording_reader_channels(remuxer->reader),
        .preskip_48k = recording_reader_preskip_48k(remuxer->reader),
        .input_rate_hz = facts->input_rate_hz,
        .gain_q8 = recording_reader_gain_q8(remuxer->reader),
    };

    stream_head_format(&head, packet);
    return page_writer_push(remuxer->writer, packet, sizeof packet, 0, err) &&
           turn_page(remuxer, err);
}

static bool push_tags(struct remuxer *remuxer,
    const struct episode_settings *settings, const struct cover *cover,
    struct err *err)
{
    own_value(text) packet = {0};

    return format_tags(remuxer->reader, settings, cover, &packet, err) &&
           page_writer_push(remuxer->writer, (const uint8_t *)packet.bytes,
               packet.length, 0, err) &&
           turn_page(remuxer, err);
}

/* A packet that is trimmed off whole stays on the page of what is heard
 * before it: the granule of a later page could not say it. */
static bool has_to_turn(
    const struct remuxer *remuxer, const struct recording_packet *packet)
{
    int64_t length =
        remuxer->granule + packet->frames_48k - remuxer->page_began;

    if (page_writer_is_empty(remuxer->writer))
        return false;
    return !page_writer_has_room(remuxer->writer, packet->length) ||
           (length > PAGE_MOST_FRAMES_48K && packet->heard > 0);
}

static bool append(struct remuxer *remuxer,
    const struct recording_packet *packet, struct err *err)
{
    if (has_to_turn(remuxer, packet) && !turn_page(remuxer, err))
        return false;
    remuxer->granule += packet->frames_48k;
    if (packet->heard > 0)
        remuxer->unheard = 0;
    remuxer->unheard += packet->frames_48k - packet->heard_from - packet->heard;
    return page_writer_push(
        remuxer->writer, packet->bytes, packet->length, remuxer->granule, err);
}

/* The rest stays where it was in time. */
static bool fill_hole(
    struct remuxer *remuxer, int64_t lost_48k, struct err *err)
{
    uint8_t silence[3];
    int channels = recording_reader_channels(remuxer->reader);

    if (lost_48k > MOST_LOST_48K)
        return err_set(err, ERR_FORMAT, "a hole of more than a day");
    for (int frames = CODEC_FRAME_48K; frames >= 120; frames /= 2) {
        struct recording_packet packet = {
            .bytes = silence, .frames_48k = frames, .heard = frames};
        packet.length = codec_write_silence(frames, channels, silence);
        for (; lost_48k >= frames; lost_48k -= frames)
            if (!append(remuxer, &packet, err))
                return false;
    }
    return true;
}

static bool push_packet(struct remuxer *remuxer,
    const struct recording_packet *packet, struct err *err)
{
    remuxer->done.packet_bytes += (int64_t)packet->length;
    return fill_hole(remuxer, packet->lost_48k, err) &&
           append(remuxer, packet, err);
}

static bool push_packets(struct remuxer *remuxer, struct err *err)
{
    struct recording_packet packet;
    bool was_torn = false;

    for (;;) {
        switch (recording_reader_next(remuxer->reader, &packet, err)) {
        case RECORDING_PACKET:
            if (!push_packet(remuxer, &packet, err))
                return false;
            break;
        case RECORDING_TORN:
            if (was_torn)
                return true;
            was_torn = true;
            break;
        case RECORDING_END:
            return true;
        default:
            return false;
        }
    }
}

/* The last page tells the end, and where it is trimmed (RFC 7845 4.4). */
static bool finish(struct remuxer *remuxer, struct err *err)
{
    remuxer->done.heard_48k = remuxer->granule - remuxer->unheard -
                              recording_reader_preskip_48k(remuxer->reader);
    if (remuxer->done.heard_48k <= 0)
        return err_set(err, ERR_FORMAT, "there is no sound in it");
    if (!turn_page(remuxer, err))
        return false;
    page_make_last((uint8_t *)remuxer->held.bytes, remuxer->held.length,
        remuxer->granule - remuxer->unheard);
    return write_held(remuxer, err);
}

static bool copy(const char *path, const struct episode_settings *settings,
    const struct cover *cover, struct durable_file *file,
    struct remuxed *remuxed, struct err *err)
{
    struct recording_facts facts;

    own(recording_reader) reader = recording_reader_new(path, err);
    if (!reader || !recording_reader_facts(reader, &facts, err))
        return false;
    own(page_writer) writer = page_writer_new(serial_of(facts.id), 0, err);
    if (!writer)
        return false;
    own_value(remuxer)
        remuxer = {.reader = reader, .writer = writer, .file = file};
    if (!push_head(&remuxer, &facts, err) ||
        !push_tags(&remuxer, settings, cover, err) ||
        !push_packets(&remuxer, err) || !finish(&remuxer, err))
        return false;
    *remuxed = remuxer.done;
    return true;
}

bool remux(const char *recording_path, const struct episode_settings *settings,
    const struct cover *cover, struct durable_file *file,
    struct remuxed *remuxed, struct err *err)
{
    return copy(recording_path, settings, cover, file, remuxed, err) ||
           err_prefix(err, "remux %s", recording_path);
}
