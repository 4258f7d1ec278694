/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_tag.h"

#include <string.h>

#include "feeds/chapter_formats.h"

#define ENCODING_LATIN1 0
#define ENCODING_UTF8 3
#define PICTURE_FRONT_COVER 3

/* Sizes leave the top bit of each byte clear (6.2), so that no decoder takes
 * one for the start of a frame. */
static void append_size(struct text *text, size_t size)
{
    for (int shift = 21; shift >= 0; shift -= 7)
        text_append_byte(text, (uint8_t)(size >> shift & 0x7f));
}

static void append_frame(
    struct text *frames, const char *id, const struct text *body)
{
    text_append(frames, id);
    append_size(frames, body->length);
    text_append_bytes(frames, "\0\0", 2);
    text_append_bytes(frames, body->bytes, body->length);
    frames->has_failed |= body->has_failed;
}

static void append_text_frame(
    struct text *frames, const char *id, const char *value)
{
    own_value(text) body = {0};

    if (!value || !*value)
        return;
    text_append_byte(&body, ENCODING_UTF8);
    text_append(&body, value);
    append_frame(frames, id, &body);
}

static void append_comment(struct text *frames, const char *comment)
{
    own_value(text) body = {0};

    if (!comment || !*comment)
        return;
    text_append_byte(&body, ENCODING_UTF8);
    text_append(&body, "XXX"); /* the language is not known (4.10) */
    text_append_byte(&body, 0);
    text_append(&body, comment);
    append_frame(frames, "COMM", &body);
}

/* URL frames are ISO 8859-1: what is not ASCII is percent-encoded. */
static void append_link(struct text *frames, const char *link)
{
    own_value(text) body = {0};

    if (!link || !*link)
        return;
    for (const uint8_t *at = (const uint8_t *)link; *at; at++) {
        if (*at > ' ' && *at < 0x7f)
            text_append_byte(&body, *at);
        else
            text_appendf(&body, "%%%02X", *at);
    }
    append_frame(frames, "WOAF", &body);
}

static void append_picture(struct text *frames, const struct cover *cover)
{
    own_value(text) body = {0};

    if (!cover->bytes)
        return;
    text_append_byte(&body, ENCODING_LATIN1);
    text_append_bytes(&body, cover->media_type, strlen(cover->media_type) + 1);
    text_append_byte(&body, PICTURE_FRONT_COVER);
    text_append_byte(&body, 0); /* no description */
    text_append_bytes(&body, cover->bytes, cover->length);
    append_frame(frames, "APIC", &body);
}

static void append_number(struct text *frames, int number)
{
    own_value(text) digits = {0};

    if (number <= 0)
        return;
    text_appendf(&digits, "%d", number);
    append_text_frame(frames, "TRCK", text_string(&digits));
}

void mp3_tag_append(struct text *text, const struct episode_settings *settings,
    const struct cover *cover)
{
    own_value(text) frames = {0};

    append_text_frame(&frames, "TIT2", settings->title);
    append_text_frame(&frames, "TPE1", settings->author);
    append_text_frame(&frames, "TALB", settings->show);
    append_text_frame(&frames, "TDRC", settings->date);
    append_number(&frames, settings->number);
    append_text_frame(&frames, "TCON", "Podcast");
    append_comment(&frames, settings->comment);
    append_link(&frames, settings->link);
    append_picture(&frames, cover);
    chapters_append_id3(&frames, settings->chapters, settings->chapter_count);

    text_append_bytes(text, "ID3\x04\0\0", 6);
    append_size(text, frames.length);
    text_append_bytes(text, frames.bytes, frames.length);
    text->has_failed |= frames.has_failed;
}
