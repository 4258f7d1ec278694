/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_tag.h"

#include <string.h>

#include "feeds/chapter_formats.h"
#include "feeds/tag_frame.h"

#define ENCODING_LATIN1 0
#define PICTURE_FRONT_COVER 3

/* Of the tag: the top bit of each byte is clear (3.1), so that no decoder takes
 * one for the start of a frame. */
static void append_size(struct text *text, size_t size)
{
    for (int shift = 21; shift >= 0; shift -= 7)
        text_append_byte(text, (uint8_t)(size >> shift & 0x7f));
}

static void append_comment(struct text *frames, const char *comment)
{
    own_value(text) body = {0};

    if (!comment || !*comment)
        return;
    uint8_t encoding = tag_frame_encoding(comment);
    text_append_byte(&body, encoding);
    text_append(&body, "XXX"); /* the language is not known (4.11) */
    tag_frame_put(&body, encoding, "");
    tag_frame_end(&body, encoding);
    tag_frame_put(&body, encoding, comment);
    tag_frame_append(frames, "COMM", &body);
}

/* "2026-11-22": the year, then day and month (4.2.1). */
static void append_date(struct text *frames, const char *date)
{
    own_value(text) year = {0};
    own_value(text) day = {0};

    if (!date || strlen(date) < 10)
        return;
    text_appendf(&year, "%.4s", date);
    text_appendf(&day, "%.2s%.2s", date + 8, date + 5);
    tag_frame_append_text(frames, "TYER", text_string(&year));
    tag_frame_append_text(frames, "TDAT", text_string(&day));
    frames->has_failed |= year.has_failed | day.has_failed;
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
    tag_frame_append(frames, "WOAF", &body);
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
    tag_frame_append(frames, "APIC", &body);
}

static void append_number(struct text *frames, int number)
{
    own_value(text) digits = {0};

    if (number <= 0)
        return;
    text_appendf(&digits, "%d", number);
    tag_frame_append_text(frames, "TRCK", text_string(&digits));
}

void mp3_tag_append(struct text *text, const struct episode_settings *settings,
    const struct cover *cover)
{
    own_value(text) frames = {0};

    tag_frame_append_text(&frames, "TIT2", settings->title);
    tag_frame_append_text(&frames, "TPE1", settings->author);
    tag_frame_append_text(&frames, "TALB", settings->show);
    append_date(&frames, settings->date);
    append_number(&frames, settings->number);
    tag_frame_append_text(&frames, "TCON", "Podcast");
    append_comment(&frames, settings->comment);
    append_link(&frames, settings->link);
    append_picture(&frames, cover);
    chapters_append_id3(&frames, settings->chapters, settings->chapter_count);

    text_append_bytes(text, "ID3\x03\0\0", 6);
    append_size(text, frames.length);
    text_append_bytes(text, frames.bytes, frames.length);
    text->has_failed |= frames.has_failed;
}
