/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/episode_tags.h"

#include <string.h>

#include "feeds/chapter_formats.h"
#include "recorder/audio/codec.h"
#include "recorder/base/base64.h"
#include "recorder/base/text.h"
#include "recorder/recording/stream_tags.h"

#define PICTURE_FRONT_COVER 3

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

static void set_gain(struct stream_tags *tags, const struct remux_order *order,
    const struct recording_reader *reader)
{
    if (order->has_gain)
        stream_tags_setf(tags, "R128_TRACK_GAIN", "%d", order->track_gain_q8);
    else
        keep(tags, reader, "R128_TRACK_GAIN");
}

static void set_chapter(void *user, const char *name, const char *value)
{
    stream_tags_set(user, name, value);
}

bool episode_tags_format(const struct remux_order *order,
    const struct recording_reader *reader, struct text *packet, struct err *err)
{
    own(stream_tags) tags = stream_tags_new(codec_version());

    set_texts(tags, order->settings);
    keep(tags, reader, "ENCODER");
    set_gain(tags, order, reader);
    keep(tags, reader, "ROOMCAST_ID");
    chapters_list_comments(order->settings->chapters,
        order->settings->chapter_count, set_chapter, tags);
    return set_picture(tags, order->cover, err) &&
           stream_tags_format(tags, 0, packet, err);
}
