/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_reader_items.h"

#include <string.h>
#include <strings.h>

#include "feeds/reader/date_reader.h"
#include "feeds/reader/feed_reader_parts.h"

static const char *first_of(const char *one, const char *other)
{
    return one ? one : other;
}

static void read_texts(struct reading_place *place,
    const struct feed_node *node, struct podcast_episode *episode)
{
    episode->title = first_of(reading_child(node, SPACE_RSS, "title"),
        reading_child(node, SPACE_ITUNES, "title"));
    episode->description =
        first_of(first_of(reading_child(node, SPACE_CONTENT, "encoded"),
                     reading_child(node, SPACE_RSS, "description")),
            reading_child(node, SPACE_ITUNES, "summary"));
    episode->description_markup = reading_markup(episode->description);
    episode->link =
        reading_address(place, feed_child_text(node, SPACE_RSS, "link"));
    episode->image_url = reading_address(
        place, feed_attribute(feed_child(node, SPACE_ITUNES, "image"), "href"));
    episode->is_explicit =
        reading_truth(feed_child_text(node, SPACE_ITUNES, "explicit"));
    episode->is_blocked =
        reading_truth(feed_child_text(node, SPACE_ITUNES, "block"));
}

static void read_numbers(
    const struct feed_node *node, struct podcast_episode *episode)
{
    const struct feed_node *number = feed_child(node, SPACE_PODCAST, "episode");
    const struct feed_node *season = feed_child(node, SPACE_PODCAST, "season");
    const char *type = reading_child(node, SPACE_ITUNES, "episodeType");

    episode->episode =
        reading_number(feed_child_text(node, SPACE_ITUNES, "episode"));
    if (!episode->episode && number)
        episode->episode = reading_number(number->text);
    episode->episode_display = reading_attribute(number, "display");
    episode->season =
        reading_number(feed_child_text(node, SPACE_ITUNES, "season"));
    if (!episode->season && season)
        episode->season = reading_number(season->text);
    episode->season_name = reading_attribute(season, "name");
    if (type && !strcasecmp(type, "trailer"))
        episode->type = "trailer";
    if (type && !strcasecmp(type, "bonus"))
        episode->type = "bonus";
}

/* The first that is a sound or has any address, then media:content. */
static void read_enclosure(struct reading_place *place,
    const struct feed_node *node, struct podcast_episode *episode)
{
    const struct feed_node *enclosure =
        feed_child(node, SPACE_RSS, "enclosure");
    const struct feed_node *sound = enclosure;

    while (sound) {
        const char *type = feed_attribute(sound, "type");
        if (type && !strncasecmp(type, "audio/", 6))
            break;
        sound = feed_next_alike(sound);
    }
    if (!sound)
        sound = enclosure;
    if (!sound)
        sound = feed_child(node, SPACE_OTHER, "content");
    if (sound && !reading_enclosure(place, sound, &episode->enclosure))
        episode->enclosure = (struct podcast_media){0};
}

/* An alternate that is the enclosure once more tells its hash. */
static void read_default(struct podcast_episode *episode)
{
    for (size_t i = 0; i < episode->alternate_count; i++) {
        const struct podcast_media *media = &episode->alternates[i];
        if (!media->is_default || !episode->enclosure.url ||
            strcmp(media->url, episode->enclosure.url) != 0)
            continue;
        episode->enclosure.integrity = media->integrity;
        episode->enclosure.signature = media->signature;
        episode->enclosure.bitrate = media->bitrate;
        episode->enclosure.codecs = media->codecs;
    }
}

static void read_sound(struct reading_place *place,
    const struct feed_node *node, struct podcast_episode *episode)
{
    const struct feed_node *chapters =
        feed_child(node, SPACE_PODCAST, "chapters");

    read_enclosure(place, node, episode);
    READING_LIST(place, node, "alternateEnclosure", reading_alternate,
        episode->alternates, episode->alternate_count);
    read_default(episode);
    episode->duration_ms =
        reading_duration(reading_child(node, SPACE_ITUNES, "duration"));
    episode->chapters_url =
        reading_address(place, feed_attribute(chapters, "url"));
    episode->chapters = reading_list(place,
        feed_child(feed_child(node, SPACE_CHAPTERS, "chapters"), SPACE_CHAPTERS,
            "chapter"),
        sizeof *episode->chapters, reading_chapter, &episode->chapter_count);
    READING_LIST(place, node, "transcript", reading_transcript,
        episode->transcripts, episode->transcript_count);
    READING_LIST(place, node, "soundbite", reading_soundbite,
        episode->soundbites, episode->soundbite_count);
}

static void read_parts(struct reading_place *place,
    const struct feed_node *node, struct podcast_episode *episode)
{
    READING_LIST(place, node, "person", reading_person, episode->persons,
        episode->person_count);
    READING_LIST(place, node, "location", reading_location, episode->locations,
        episode->location_count);
    READING_LIST(place, node, "funding", reading_funding, episode->fundings,
        episode->funding_count);
    READING_LIST(place, node, "contentLink", reading_content,
        episode->content_links, episode->content_link_count);
    READING_LIST(
        place, node, "txt", reading_txt, episode->txts, episode->txt_count);
    READING_LIST(place, node, "socialInteract", reading_social,
        episode->socials, episode->social_count);
    READING_LIST(place, node, "image", reading_image, episode->images,
        episode->image_count);
    reading_license(place, node, &episode->license);
    reading_chat(node, &episode->chat);
}

bool reading_item(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_episode *episode = item;

    read_texts(place, node, episode);
    read_numbers(node, episode);
    read_sound(place, node, episode);
    read_parts(place, node, episode);
    episode->guid = first_of(
        reading_child(node, SPACE_RSS, "guid"), episode->enclosure.url);
    episode->published =
        reading_date(first_of(reading_child(node, SPACE_RSS, "pubDate"),
            reading_child(node, SPACE_OTHER, "date")));
    return episode->title || episode->guid || episode->enclosure.url;
}

static int64_t read_moment(const struct feed_node *node, const char *name)
{
    return reading_date(reading_attribute(node, name));
}

bool reading_live(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_live *live = item;
    const struct feed_node *enclosure =
        feed_child(node, SPACE_RSS, "enclosure");

    live->guid = reading_child(node, SPACE_RSS, "guid");
    live->status = reading_attribute(node, "status");
    live->title = reading_child(node, SPACE_RSS, "title");
    live->start = read_moment(node, "start");
    live->end = read_moment(node, "end");
    if (enclosure && !reading_enclosure(place, enclosure, &live->enclosure))
        live->enclosure = (struct podcast_media){0};
    READING_LIST(place, node, "alternateEnclosure", reading_alternate,
        live->alternates, live->alternate_count);
    READING_LIST(place, node, "contentLink", reading_content,
        live->content_links, live->content_link_count);
    READING_LIST(place, node, "person", reading_person, live->persons,
        live->person_count);
    return live->guid && live->status;
}
