/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/rss_item.h"

#include <string.h>

#include "feeds/feed_date.h"
#include "feeds/writer/chapter_markup.h"
#include "feeds/writer/item_notes.h"
#include "feeds/writer/rss_fields.h"
#include "feeds/writer/rss_parts.h"

static void write_notes(
    struct markup *feed, const struct podcast_episode *episode)
{
    own_value(item_notes) notes = {0};
    struct err err;

    if (!item_notes_make(episode, &notes, &err))
        notes.brief.has_failed = true;
    rss_html(feed, "description", &notes.brief);
    rss_html(feed, "content:encoded", &notes.whole);
}

static void write_season(
    struct markup *feed, const struct podcast_episode *episode)
{
    rss_number(feed, "itunes:season", episode->season);
    if (episode->season <= 0)
        return;
    markup_open(feed, "podcast:season");
    markup_attribute(feed, "name", episode->season_name);
    markup_text_number(feed, episode->season);
    markup_close(feed);
}

static void write_number(
    struct markup *feed, const struct podcast_episode *episode)
{
    rss_number(feed, "itunes:episode", episode->episode);
    if (episode->episode <= 0)
        return;
    markup_open(feed, "podcast:episode");
    markup_attribute(feed, "display", episode->episode_display);
    markup_text_number(feed, episode->episode);
    markup_close(feed);
}

static const struct podcast_media *find_enclosure(
    const struct podcast_episode *episode, const char *media_type)
{
    for (size_t i = 0; media_type && i < episode->alternate_count; i++) {
        const struct podcast_media *media = &episode->alternates[i];
        if (media->type && !strcmp(media->type, media_type))
            return media;
    }
    return &episode->enclosure;
}

/* An enclosure has no place for its hash: it is an alternate once more, marked
 * as the default one. */
static void write_default(struct markup *feed,
    const struct podcast_episode *episode, const struct podcast_media *first)
{
    struct podcast_media media = *first;

    for (size_t i = 0; i < episode->alternate_count; i++)
        if (episode->alternates[i].is_default)
            return;
    media.is_default = true;
    if (media.integrity || media.signature)
        rss_alternate(feed, &media);
}

static void write_media(struct markup *feed,
    const struct podcast_episode *episode, const char *media_type)
{
    const struct podcast_media *first = find_enclosure(episode, media_type);

    rss_enclosure(feed, first);
    write_default(feed, episode, first);
    if (first != &episode->enclosure)
        rss_alternate(feed, &episode->enclosure);
    for (size_t i = 0; i < episode->alternate_count; i++)
        if (&episode->alternates[i] != first)
            rss_alternate(feed, &episode->alternates[i]);
}

static void write_transcript(
    struct markup *feed, const struct podcast_transcript *transcript)
{
    if (!transcript->url)
        return;
    markup_open(feed, "podcast:transcript");
    markup_attribute(feed, "url", transcript->url);
    markup_attribute(feed, "type", transcript->type);
    markup_attribute(feed, "language", transcript->language);
    if (transcript->is_captions)
        markup_attribute(feed, "rel", "captions");
    markup_close(feed);
}

static void write_chapters(
    struct markup *feed, const struct podcast_episode *episode)
{
    if (episode->chapters_url) {
        markup_open(feed, "podcast:chapters");
        markup_attribute(feed, "url", episode->chapters_url);
        markup_attribute(feed, "type", "application/json+chapters");
        markup_close(feed);
    }
    chapter_markup_psc(feed, episode->chapters, episode->chapter_count);
}

static void write_soundbite(
    struct markup *feed, const struct podcast_soundbite *soundbite)
{
    if (soundbite->duration_ms <= 0)
        return;
    markup_open(feed, "podcast:soundbite");
    rss_seconds(feed, "startTime", soundbite->start_ms);
    rss_seconds(feed, "duration", soundbite->duration_ms);
    markup_text_line(feed, soundbite->title);
    markup_close(feed);
}

static void write_sound(
    struct markup *feed, const struct podcast_episode *episode)
{
    write_chapters(feed, episode);
    for (size_t i = 0; i < episode->transcript_count; i++)
        write_transcript(feed, &episode->transcripts[i]);
    for (size_t i = 0; i < episode->soundbite_count; i++)
        write_soundbite(feed, &episode->soundbites[i]);
}

static void write_parts(
    struct markup *feed, const struct podcast_episode *episode)
{
    for (size_t i = 0; i < episode->person_count; i++)
        rss_person(feed, &episode->persons[i]);
    for (size_t i = 0; i < episode->location_count; i++)
        rss_location(feed, &episode->locations[i]);
    for (size_t i = 0; i < episode->funding_count; i++)
        rss_funding(feed, &episode->fundings[i]);
    for (size_t i = 0; i < episode->content_link_count; i++)
        rss_content_link(feed, &episode->content_links[i]);
    for (size_t i = 0; i < episode->txt_count; i++)
        rss_txt(feed, &episode->txts[i]);
    for (size_t i = 0; i < episode->social_count; i++)
        rss_social(feed, &episode->socials[i]);
    for (size_t i = 0; i < episode->image_count; i++)
        rss_picture(feed, &episode->images[i]);
    rss_license(feed, &episode->license);
    rss_chat(feed, &episode->chat);
}

void rss_item(struct markup *feed, const struct podcast_episode *episode,
    const char *media_type)
{
    markup_open(feed, "item");
    markup_line(feed, "title", episode->title);
    markup_line(feed, "link", episode->link);
    rss_guid(feed, episode->guid);
    rss_date(feed, "pubDate", episode->published);
    write_notes(feed, episode);
    write_media(feed, episode, media_type);
    rss_number(
        feed, "itunes:duration", feed_date_seconds(episode->duration_ms));
    rss_link(feed, "itunes:image", "href", episode->image_url);
    rss_bool(feed, "itunes:explicit", episode->is_explicit);
    markup_line(
        feed, "itunes:episodeType", episode->type ? episode->type : "full");
    rss_yes(feed, "itunes:block", episode->is_blocked);
    write_season(feed, episode);
    write_number(feed, episode);
    write_sound(feed, episode);
    write_parts(feed, episode);
    markup_close(feed);
}

static void write_moment(struct markup *feed, const char *name, int64_t utc)
{
    char date[FEED_DATE_BYTES];

    feed_date_iso(utc, date);
    if (utc > 0)
        markup_attribute(feed, name, date);
}

void rss_live_item(struct markup *feed, const struct podcast_live *live)
{
    if (!live->guid || !live->status || live->start <= 0 ||
        !live->content_link_count)
        return;
    markup_open(feed, "podcast:liveItem");
    markup_attribute(feed, "status", live->status);
    write_moment(feed, "start", live->start);
    write_moment(feed, "end", live->end);
    markup_line(feed, "title", live->title);
    rss_guid(feed, live->guid);
    rss_enclosure(feed, &live->enclosure);
    for (size_t i = 0; i < live->alternate_count; i++)
        rss_alternate(feed, &live->alternates[i]);
    for (size_t i = 0; i < live->content_link_count; i++)
        rss_content_link(feed, &live->content_links[i]);
    for (size_t i = 0; i < live->person_count; i++)
        rss_person(feed, &live->persons[i]);
    markup_close(feed);
}
