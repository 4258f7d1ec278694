/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/chapter_formats.h"

#include <stdio.h>
#include <string.h>

#include "feeds/chapter_list.h"
#include "feeds/clean_text.h"
#include "feeds/tag_frame.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

#define CTOC_ORDERED 1
#define CTOC_TOP_LEVEL 2
#define OFFSET_IGNORED UINT32_MAX
#define NAME_BYTES 32

static void set_line(struct jdoc *object, const char *key, const char *value)
{
    own_value(text) line = {0};

    if (is_blank_text(value))
        return;
    clean_line_append(&line, value);
    jdoc_set_string(object, key, text_string(&line));
    if (line.has_failed)
        jdoc_set_object(object, key, NULL); /* which fails, and sticks */
}

static void set_seconds(struct jdoc *object, const char *key, int64_t ms)
{
    if (ms % 1000)
        jdoc_set_real(object, key, (double)ms / 1000);
    else
        jdoc_set_whole(object, key, ms / 1000);
}

static void set_location(
    struct jdoc *object, const struct podcast_location *location)
{
    own(jdoc) place = jdoc_new();

    if (is_blank_text(location->name))
        return;
    set_line(place, "name", location->name);
    set_line(place, "geo", location->geo);
    set_line(place, "osm", location->osm);
    jdoc_set_object(object, "location", place);
}

static void add_chapter(
    struct jdoc *document, const struct podcast_chapter *chapter)
{
    own(jdoc) object = jdoc_new();

    set_seconds(object, "startTime", chapter->start_ms);
    if (chapter->end_ms > chapter->start_ms)
        set_seconds(object, "endTime", chapter->end_ms);
    set_line(object, "title", chapter->title);
    set_line(object, "url", chapter->url);
    set_line(object, "img", chapter->image_url);
    if (chapter->is_hidden)
        jdoc_set_bool(object, "toc", false);
    set_location(object, &chapter->location);
    jdoc_add_to_array(document, "chapters", object);
}

bool chapters_write_json(const struct podcast_chapter *chapters, size_t count,
    struct text *out, struct err *err)
{
    own(jdoc) document = jdoc_new();

    jdoc_set_string(document, "version", "1.2.0");
    for (size_t i = 0; i < count; i++)
        add_chapter(document, &chapters[i]);
    own_heap(char) line = jdoc_format(document, err);
    if (!line) /* all texts are clean: it can be nothing else */
        return err_no_memory(err);
    text_appendf(out, "%s\n", line);
    return text_finish(out, err);
}

static void append_title(struct text *frames, const char *title)
{
    own_value(text) line = {0};

    clean_line_append(&line, title ? title : "");
    tag_frame_append_text(frames, "TIT2", text_string(&line));
    frames->has_failed |= line.has_failed;
}

/* A description, empty here, and an address in ISO 8859-1. */
static void append_address(struct text *frames, const char *address)
{
    own_value(text) body = {0};

    if (is_blank_text(address))
        return;
    text_append_bytes(&body, "\0\0", 2);
    text_append(&body, address);
    tag_frame_append(frames, "WXXX", &body);
}

static void append_chapter(
    struct text *frames, int number, const struct podcast_chapter *chapter)
{
    own_value(text) body = {0};

    text_appendf(&body, "ch%d", number);
    text_append_byte(&body, 0);
    text_append_be32(&body, (uint32_t)chapter->start_ms);
    text_append_be32(&body, (uint32_t)chapter->end_ms);
    text_append_be32(&body, OFFSET_IGNORED);
    text_append_be32(&body, OFFSET_IGNORED);
    append_title(&body, chapter->title);
    append_address(&body, chapter->url);
    tag_frame_append(frames, "CHAP", &body);
}

static void append_contents(struct text *frames, int count)
{
    own_value(text) body = {0};

    text_append_bytes(&body, "toc", sizeof "toc");
    text_append_byte(&body, CTOC_ORDERED | CTOC_TOP_LEVEL);
    text_append_byte(&body, (uint8_t)count);
    for (int i = 0; i < count; i++) {
        text_appendf(&body, "ch%d", i);
        text_append_byte(&body, 0);
    }
    tag_frame_append(frames, "CTOC", &body);
}

void chapters_append_id3(
    struct text *frames, const struct podcast_chapter *chapters, size_t count)
{
    own_value(text) bodies = {0};
    int number = 0;

    for (size_t i = 0; i < count && number < CHAPTER_LIST_MOST; i++)
        if (!chapters[i].is_hidden)
            append_chapter(&bodies, number++, &chapters[i]);
    if (!number)
        return;
    append_contents(frames, number);
    text_append_bytes(frames, bodies.bytes, bodies.length);
    frames->has_failed |= bodies.has_failed;
}

void chapters_list_comments(const struct podcast_chapter *chapters,
    size_t count, chapter_comment_listener *told, void *user)
{
    char name[NAME_BYTES];
    int number = 0;

    for (size_t i = 0; i < count && number < CHAPTER_LIST_MOST; i++) {
        own_value(text) clock = {0};
        if (chapters[i].is_hidden)
            continue;
        chapter_append_clock(&clock, chapters[i].start_ms);
        text_appendf(&clock, ".%03d", (int)(chapters[i].start_ms % 1000));
        snprintf(name, sizeof name, "CHAPTER%03d", number);
        told(user, name, text_string(&clock));
        snprintf(name, sizeof name, "CHAPTER%03dNAME", number);
        told(user, name, chapters[i].title ? chapters[i].title : "");
        snprintf(name, sizeof name, "CHAPTER%03dURL", number++);
        if (chapters[i].url)
            told(user, name, chapters[i].url);
    }
}
