/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/page_player.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/own.h"

static const struct {
    const char *type;
    const char *name;
} formats[] = {
    {"audio/mpeg", "MP3"},
    {"audio/ogg", "Ogg"},
    {"audio/x-m4a", "M4A"},
    {"audio/mp4", "M4A"},
    {"audio/flac", "FLAC"},
};

/* The title of an alternate, else what its type is called. */
static const char *format_name(const struct podcast_media *media)
{
    if (media->title)
        return media->title;
    for (size_t i = 0; media->type && i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(media->type, formats[i].type))
            return formats[i].name;
    return "Audio";
}

/* The type with its codecs parameter (RFC 6381, section 3): a browser that
 * only knows Vorbis must not try. */
static void write_source(struct markup *page, const struct podcast_media *media,
    const struct page_place *place)
{
    own_value(text) type = {0};

    if (!media->url)
        return;
    if (media->type)
        text_append(&type, media->type);
    if (media->type && media->codecs)
        text_appendf(&type, "; codecs=%s", media->codecs);
    markup_check(page, &type);
    markup_open(page, "source");
    page_place_attribute(place, page, "src", media->url);
    markup_attribute(page, "type", media->type ? text_string(&type) : NULL);
    markup_close(page);
}

bool page_player_has_sound(const struct podcast_episode *episode)
{
    return episode->enclosure.url || episode->alternate_count;
}

void page_player_write(struct markup *page,
    const struct podcast_episode *episode, const struct page_place *place)
{
    markup_open(page, "audio");
    markup_attribute(page, "controls", "controls");
    markup_attribute(page, "preload", "none");
    markup_attribute(page, "aria-label", episode->title);
    for (size_t i = 0; i < episode->alternate_count; i++)
        write_source(page, &episode->alternates[i], place);
    write_source(page, &episode->enclosure, place);
    markup_close(page);
}

static void format_size(int64_t bytes, char size[32])
{
    if (bytes < 1000000)
        snprintf(size, 32, "%d kB", (int)((bytes + 999) / 1000));
    else if (bytes < 1000000000)
        snprintf(size, 32, "%.1f MB", (double)bytes / 1e6);
    else
        snprintf(size, 32, "%.2f GB", (double)bytes / 1e9);
}

static void write_file(struct markup *page, const struct podcast_media *media,
    const struct page_place *place)
{
    char size[32];

    if (!media->url)
        return;
    markup_open(page, "li");
    markup_open(page, "a");
    page_place_attribute(place, page, "href", media->url);
    markup_attribute(page, "type", media->type);
    markup_attribute(page, "download", "");
    markup_text(page, "Download ");
    markup_text_line(page, format_name(media));
    markup_close(page);
    if (media->length_bytes > 0) {
        format_size(media->length_bytes, size);
        markup_open(page, "span");
        markup_attribute(page, "class", "soft");
        markup_text(page, size);
        markup_close(page);
    }
    markup_close(page);
}

void page_player_write_files(struct markup *page,
    const struct podcast_episode *episode, const struct page_place *place)
{
    markup_open(page, "ul");
    markup_attribute(page, "class", "files");
    write_file(page, &episode->enclosure, place);
    for (size_t i = 0; i < episode->alternate_count; i++)
        write_file(page, &episode->alternates[i], place);
    markup_close(page);
}
