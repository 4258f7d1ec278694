/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_reader_parts.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/media_format.h"

static int64_t read_length(const char *text)
{
    int64_t bytes = 0;

    return media_length_read(text, &bytes) ? bytes : 0;
}

bool reading_person(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_person *person = item;

    person->name = reading_text(node);
    person->role = reading_attribute(node, "role");
    person->group = reading_attribute(node, "group");
    person->image_url = reading_address(place, feed_attribute(node, "img"));
    person->link = reading_address(place, feed_attribute(node, "href"));
    return person->name != NULL;
}

bool reading_location(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_location *location = item;
    (void)place;

    location->name = reading_text(node);
    location->relation = reading_attribute(node, "rel");
    location->geo = reading_attribute(node, "geo");
    location->osm = reading_attribute(node, "osm");
    location->country = reading_attribute(node, "country");
    return location->name != NULL;
}

bool reading_funding(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_link *link = item;

    link->url = reading_address(place, feed_attribute(node, "url"));
    link->text = reading_text(node);
    return link->url != NULL;
}

bool reading_content(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_link *link = item;

    link->url = reading_address(place, feed_attribute(node, "href"));
    link->text = reading_text(node);
    return link->url != NULL;
}

bool reading_txt(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_txt *txt = item;
    (void)place;

    txt->purpose = reading_attribute(node, "purpose");
    txt->text = reading_text(node);
    return txt->text != NULL;
}

bool reading_social(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_social *social = item;

    social->protocol = reading_attribute(node, "protocol");
    social->url = reading_address(place, feed_attribute(node, "uri"));
    social->account = reading_attribute(node, "accountId");
    social->account_url =
        reading_address(place, feed_attribute(node, "accountUrl"));
    social->priority = reading_number(feed_attribute(node, "priority"));
    return social->protocol != NULL;
}

bool reading_image(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_image *image = item;

    image->url = reading_address(place, feed_attribute(node, "href"));
    image->alt = reading_attribute(node, "alt");
    image->aspect_ratio = reading_attribute(node, "aspect-ratio");
    image->type = reading_attribute(node, "type");
    image->purpose = reading_attribute(node, "purpose");
    image->width = reading_number(feed_attribute(node, "width"));
    image->height = reading_number(feed_attribute(node, "height"));
    return image->url != NULL;
}

bool reading_block(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_block *block = item;
    (void)place;

    block->service = reading_attribute(node, "id");
    block->is_blocked = reading_truth(node->text);
    return true;
}

bool reading_trailer(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_trailer *trailer = item;

    trailer->title = reading_text(node);
    trailer->url = reading_address(place, feed_attribute(node, "url"));
    trailer->type = reading_attribute(node, "type");
    trailer->length_bytes = read_length(feed_attribute(node, "length"));
    trailer->published = reading_date(reading_attribute(node, "pubdate"));
    if (!trailer->published)
        trailer->published = reading_date(reading_attribute(node, "pubDate"));
    trailer->season = reading_number(feed_attribute(node, "season"));
    return trailer->url != NULL;
}

bool reading_remote(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_remote *remote = item;

    remote->feed_guid = reading_attribute(node, "feedGuid");
    remote->feed_url = reading_address(place, feed_attribute(node, "feedUrl"));
    remote->item_guid = reading_attribute(node, "itemGuid");
    remote->medium = reading_attribute(node, "medium");
    remote->title = reading_attribute(node, "title");
    return remote->feed_guid != NULL;
}

bool reading_transcript(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_transcript *transcript = item;
    const char *rel = reading_attribute(node, "rel");

    transcript->url = reading_address(place, feed_attribute(node, "url"));
    transcript->type = reading_attribute(node, "type");
    transcript->language = reading_attribute(node, "language");
    transcript->is_captions = rel && !strcmp(rel, "captions");
    return transcript->url != NULL;
}

bool reading_soundbite(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_soundbite *soundbite = item;
    (void)place;

    soundbite->start_ms =
        reading_duration(reading_attribute(node, "startTime"));
    soundbite->duration_ms =
        reading_duration(reading_attribute(node, "duration"));
    soundbite->title = reading_text(node);
    return soundbite->duration_ms > 0;
}

bool reading_chapter(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_chapter *chapter = item;

    chapter->start_ms = reading_duration(reading_attribute(node, "start"));
    chapter->title = reading_attribute(node, "title");
    chapter->url = reading_address(place, feed_attribute(node, "href"));
    chapter->image_url = reading_address(place, feed_attribute(node, "image"));
    return reading_attribute(node, "start") != NULL;
}

/* "ipfs:…" is a source as well. */
static const char *read_source(
    struct reading_place *place, const struct feed_node *node)
{
    const char *uri = reading_attribute(node, "uri");

    if (uri && strcspn(uri, ":") < strcspn(uri, "/?#") &&
        strncmp(uri, "http", 4) != 0)
        return uri;
    return reading_address(place, uri);
}

static bool fill_source(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_source *source = item;

    source->url = read_source(place, node);
    source->type = reading_attribute(node, "contentType");
    return source->url != NULL;
}

static void read_integrity(
    const struct feed_node *alternate, struct podcast_media *media)
{
    const struct feed_node *node =
        feed_child(alternate, SPACE_PODCAST, "integrity");
    const char *type = reading_attribute(node, "type");

    if (type && !strcmp(type, "pgp-signature"))
        media->signature = reading_attribute(node, "value");
    else
        media->integrity = reading_attribute(node, "value");
}

bool reading_alternate(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_media *media = item;
    const struct feed_node *source = feed_child(node, SPACE_PODCAST, "source");

    if (!source)
        return false;
    media->url = read_source(place, source);
    media->type = reading_attribute(node, "type");
    media->codecs = reading_attribute(node, "codecs");
    media->title = reading_attribute(node, "title");
    media->language = reading_attribute(node, "lang");
    media->relation = reading_attribute(node, "rel");
    media->length_bytes = read_length(feed_attribute(node, "length"));
    const char *bitrate = reading_attribute(node, "bitrate");
    media->bitrate =
        bitrate ? (int)(strtod(bitrate, NULL) < 1e9 ? strtod(bitrate, NULL) : 0)
                : 0;
    media->height = reading_number(feed_attribute(node, "height"));
    media->is_default = reading_truth(feed_attribute(node, "default"));
    read_integrity(node, media);
    media->sources = reading_list(place, feed_next_alike(source),
        sizeof *media->sources, fill_source, &media->source_count);
    return media->url != NULL;
}

bool reading_enclosure(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_media *media = item;

    media->url = reading_address(place, feed_attribute(node, "url"));
    media->type = reading_attribute(node, "type");
    media->length_bytes = read_length(feed_attribute(node, "length"));
    if (!media->length_bytes)
        media->length_bytes = read_length(feed_attribute(node, "fileSize"));
    return media->url != NULL;
}

void reading_license(struct reading_place *place,
    const struct feed_node *parent, struct podcast_license *license)
{
    const struct feed_node *node = feed_child(parent, SPACE_PODCAST, "license");

    license->name = reading_text(node);
    license->url = reading_address(place, feed_attribute(node, "url"));
}

void reading_chat(const struct feed_node *parent, struct podcast_chat *chat)
{
    const struct feed_node *node = feed_child(parent, SPACE_PODCAST, "chat");

    chat->server = reading_attribute(node, "server");
    chat->protocol = reading_attribute(node, "protocol");
    chat->account = reading_attribute(node, "accountId");
    chat->space = reading_attribute(node, "space");
}
