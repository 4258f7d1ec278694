/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_entry.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "feeds/feed_date.h"
#include "feeds/pages/page_frame.h"
#include "feeds/pages/page_wave.h"

static const struct {
    const char *type;
    const char *name;
} formats[] = {
    {"audio/mpeg", "MP3"},
    {"audio/ogg", "Ogg"},
    {"audio/opus", "Opus"},
    {"audio/x-m4a", "M4A"},
    {"audio/mp4", "M4A"},
    {"audio/flac", "FLAC"},
    {"video/mp4", "MP4"},
    {"video/webm", "WebM"},
    {"application/x-mpegurl", "HLS"},
};

static const char *format_name(const struct podcast_media *media)
{
    if (media->codecs && !strcmp(media->codecs, "opus"))
        return "Opus";
    for (size_t i = 0; media->type && i < sizeof formats / sizeof *formats; i++)
        if (!strcasecmp(media->type, formats[i].type))
            return formats[i].name;
    return "file";
}

/* Video belongs into another element, and the default is there already. */
static bool is_sound(const struct podcast_media *media)
{
    return media->url && !media->is_default &&
           (!media->type || strncmp(media->type, "video/", 6) != 0);
}

const struct podcast_media *page_entry_media(
    const struct podcast_episode *episode)
{
    if (episode->enclosure.url)
        return &episode->enclosure;
    for (size_t i = 0; i < episode->alternate_count; i++)
        if (is_sound(&episode->alternates[i]))
            return &episode->alternates[i];
    return NULL;
}

/* The type with its codecs parameter (RFC 6381, section 3): a browser that
 * only knows Vorbis must not try. */
static void add_source(struct page_data *data,
    const struct podcast_media *media, const struct page_place *place)
{
    own_value(text) type = {0};

    if (!is_sound(media))
        return;
    if (media->type)
        text_append(&type, media->type);
    if (media->type && media->codecs)
        text_appendf(&type, "; codecs=%s", media->codecs);
    struct page_data *source = page_data_add(data, "sources");
    page_frame_set_link(source, place, "url", media->url);
    page_data_set_text(source, "type", &type);
}

static void format_size(int64_t bytes, struct text *size)
{
    if (bytes < 1000000)
        text_appendf(size, "%" PRId64 " kB", (bytes + 999) / 1000);
    else if (bytes < 1000000000)
        text_appendf(size, "%.1f MB", (double)bytes / 1e6);
    else
        text_appendf(size, "%.2f GB", (double)bytes / 1e9);
}

static void add_file(struct page_data *data, const struct podcast_media *media,
    const struct page_place *place)
{
    own_value(text) size = {0};

    if (!media->url || media->is_default)
        return;
    struct page_data *file = page_data_add(data, "files");
    page_frame_set_link(file, place, "url", media->url);
    page_data_set(file, "format", format_name(media));
    if (media->title && strcmp(media->title, format_name(media)) != 0)
        page_data_set(file, "version", media->title);
    if (media->length_bytes > 0)
        format_size(media->length_bytes, &size);
    page_data_set_text(file, "size", &size);
}

void page_entry_set_sound(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    own_value(text) wave = {0};

    if (!page_entry_media(episode))
        return;
    page_data_set_flag(data, "has_sound", true);
    add_file(data, &episode->enclosure, place);
    for (size_t i = 0; i < episode->alternate_count; i++) {
        add_source(data, &episode->alternates[i], place);
        add_file(data, &episode->alternates[i], place);
    }
    add_source(data, &episode->enclosure, place);
    page_wave_draw(episode, &wave);
    page_data_set_raw(data, "waveform", &wave);
}

void page_entry_set_number(struct page_data *data, const char *name,
    const struct podcast_episode *episode)
{
    own_value(text) number = {0};

    if (episode->season > 0)
        text_appendf(&number, "Season %d", episode->season);
    if (episode->season > 0 && episode->season_name)
        text_appendf(&number, ": %s", episode->season_name);
    if (episode->season > 0 && episode->episode > 0)
        text_append(&number, " \xC2\xB7 ");
    if (episode->episode > 0 && episode->episode_display)
        text_append(&number, episode->episode_display);
    else if (episode->episode > 0)
        text_appendf(&number, "Episode %d", episode->episode);
    page_data_set_text(data, name, &number);
}

static void set_date(struct page_data *data, int64_t utc)
{
    char date[FEED_DATE_BYTES];

    if (utc <= 0)
        return;
    feed_date_iso(utc, date);
    page_data_set(data, "date", date);
    feed_date_words(utc, date);
    page_data_set(data, "date_words", date);
}

static void set_duration(struct page_data *data, int64_t duration_ms)
{
    char period[FEED_DATE_BYTES];

    if (duration_ms <= 0)
        return;
    feed_date_period(feed_date_seconds(duration_ms), period);
    page_data_set(data, "duration", period);
    feed_date_period_words(feed_date_seconds(duration_ms), period);
    page_data_set(data, "duration_words", period);
}

static void set_kind(struct page_data *data, const char *type)
{
    if (type && !strcmp(type, "trailer"))
        page_data_set(data, "kind", "Trailer");
    else if (type && !strcmp(type, "bonus"))
        page_data_set(data, "kind", "Bonus");
}

void page_entry_set(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    page_data_set(data, "title", page_frame_title(episode->title));
    page_frame_set_link(data, place, "link", episode->link);
    set_date(data, episode->published);
    set_duration(data, episode->duration_ms);
    set_kind(data, episode->type);
    page_data_set_flag(data, "is_explicit", episode->is_explicit);
}
