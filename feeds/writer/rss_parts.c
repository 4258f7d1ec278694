/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/rss_parts.h"

#include "feeds/clean_text.h"
#include "feeds/writer/rss_fields.h"

void rss_person(struct markup *feed, const struct podcast_person *person)
{
    if (is_blank_text(person->name))
        return;
    markup_open(feed, "podcast:person");
    markup_attribute(feed, "role", person->role);
    markup_attribute(feed, "group", person->group);
    markup_attribute(feed, "img", person->image_url);
    markup_attribute(feed, "href", person->link);
    markup_text_line(feed, person->name);
    markup_close(feed);
}

void rss_location(struct markup *feed, const struct podcast_location *location)
{
    if (is_blank_text(location->name))
        return;
    markup_open(feed, "podcast:location");
    markup_attribute(feed, "rel", location->relation);
    markup_attribute(feed, "geo", location->geo);
    markup_attribute(feed, "osm", location->osm);
    markup_attribute(feed, "country", location->country);
    markup_text_line(feed, location->name);
    markup_close(feed);
}

static void write_linked_text(struct markup *feed, const char *name,
    const char *attribute, const struct podcast_link *link)
{
    if (!link->url)
        return;
    markup_open(feed, name);
    markup_attribute(feed, attribute, link->url);
    markup_text_line(feed, link->text);
    markup_close(feed);
}

void rss_funding(struct markup *feed, const struct podcast_link *funding)
{
    write_linked_text(feed, "podcast:funding", "url", funding);
}

void rss_content_link(struct markup *feed, const struct podcast_link *link)
{
    write_linked_text(feed, "podcast:contentLink", "href", link);
}

void rss_license(struct markup *feed, const struct podcast_license *license)
{
    if (is_blank_text(license->name))
        return;
    markup_open(feed, "podcast:license");
    markup_attribute(feed, "url", license->url);
    markup_text_line(feed, license->name);
    markup_close(feed);
}

void rss_txt(struct markup *feed, const struct podcast_txt *txt)
{
    if (is_blank_text(txt->text))
        return;
    markup_open(feed, "podcast:txt");
    markup_attribute(feed, "purpose", txt->purpose);
    markup_text_line(feed, txt->text);
    markup_close(feed);
}

void rss_social(struct markup *feed, const struct podcast_social *social)
{
    if (!social->protocol)
        return;
    markup_open(feed, "podcast:socialInteract");
    markup_attribute(feed, "protocol", social->protocol);
    markup_attribute(feed, "uri", social->url);
    markup_attribute(feed, "accountId", social->account);
    markup_attribute(feed, "accountUrl", social->account_url);
    rss_positive(feed, "priority", social->priority);
    markup_close(feed);
}

void rss_chat(struct markup *feed, const struct podcast_chat *chat)
{
    if (!chat->server)
        return;
    markup_open(feed, "podcast:chat");
    markup_attribute(feed, "server", chat->server);
    markup_attribute(feed, "protocol", chat->protocol);
    markup_attribute(feed, "accountId", chat->account);
    markup_attribute(feed, "space", chat->space);
    markup_close(feed);
}

void rss_picture(struct markup *feed, const struct podcast_image *image)
{
    if (!image->url)
        return;
    markup_open(feed, "podcast:image");
    markup_attribute(feed, "href", image->url);
    markup_attribute(feed, "alt", image->alt);
    markup_attribute(feed, "aspect-ratio", image->aspect_ratio);
    rss_positive(feed, "width", image->width);
    rss_positive(feed, "height", image->height);
    markup_attribute(feed, "type", image->type);
    markup_attribute(feed, "purpose", image->purpose);
    markup_close(feed);
}

void rss_remote(struct markup *feed, const struct podcast_remote *remote)
{
    if (!remote->feed_guid)
        return;
    markup_open(feed, "podcast:remoteItem");
    markup_attribute(feed, "feedGuid", remote->feed_guid);
    markup_attribute(feed, "feedUrl", remote->feed_url);
    markup_attribute(feed, "itemGuid", remote->item_guid);
    markup_attribute(feed, "medium", remote->medium);
    markup_attribute(feed, "title", remote->title);
    markup_close(feed);
}

void rss_guid(struct markup *feed, const char *guid)
{
    if (!guid)
        return;
    markup_open(feed, "guid");
    markup_attribute(feed, "isPermaLink", "false");
    markup_text_line(feed, guid);
    markup_close(feed);
}

void rss_enclosure(struct markup *feed, const struct podcast_media *media)
{
    if (!media->url)
        return;
    markup_open(feed, "enclosure");
    markup_attribute(feed, "url", media->url);
    markup_attribute_number(feed, "length", media->length_bytes);
    markup_attribute(feed, "type", media->type);
    markup_close(feed);
}

static void write_source(
    struct markup *feed, const char *address, const char *type)
{
    if (!address)
        return;
    markup_open(feed, "podcast:source");
    markup_attribute(feed, "uri", address);
    markup_attribute(feed, "contentType", type);
    markup_close(feed);
}

static void write_integrity(
    struct markup *feed, const struct podcast_media *media)
{
    if (!media->integrity && !media->signature)
        return;
    markup_open(feed, "podcast:integrity");
    markup_attribute(feed, "type", media->integrity ? "sri" : "pgp-signature");
    markup_attribute(
        feed, "value", media->integrity ? media->integrity : media->signature);
    markup_close(feed);
}

void rss_alternate(struct markup *feed, const struct podcast_media *media)
{
    if (!media->url)
        return;
    markup_open(feed, "podcast:alternateEnclosure");
    markup_attribute(feed, "type", media->type);
    rss_positive(feed, "length", media->length_bytes);
    rss_positive(feed, "bitrate", media->bitrate);
    rss_positive(feed, "height", media->height);
    markup_attribute(feed, "lang", media->language);
    markup_attribute(feed, "title", media->title);
    markup_attribute(feed, "rel", media->relation);
    markup_attribute(feed, "codecs", media->codecs);
    if (media->is_default)
        markup_attribute(feed, "default", "true");
    write_source(feed, media->url, NULL);
    for (size_t i = 0; i < media->source_count; i++)
        write_source(feed, media->sources[i].url, media->sources[i].type);
    write_integrity(feed, media);
    markup_close(feed);
}
