/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/rss_writer.h"

#include <inttypes.h>
#include <stdio.h>

#include "feeds/clean_text.h"
#include "feeds/feed_date.h"
#include "feeds/markup.h"
#include "feeds/show_notes.h"
#include "recorder/base/own.h"
#include "recorder/base/version.h"

/* Readers match the prefix as well as the address (AntennaPod's
 * SyndHandler), so all are declared with the usual ones, used or not. */
static const struct {
    const char *attribute;
    const char *address;
} namespaces[] = {
    {"xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
    {"xmlns:podcast", "https://podcastindex.org/namespace/1.0"},
    {"xmlns:atom", "http://www.w3.org/2005/Atom"},
    {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
};

static void write_date(struct markup *feed, const char *name, int64_t utc)
{
    char date[FEED_DATE_BYTES];

    feed_date_rfc822(utc, date);
    if (utc > 0)
        markup_line(feed, name, date);
}

static void write_number(struct markup *feed, const char *name, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, number);
    if (number > 0)
        markup_line(feed, name, digits);
}

static void write_bool(struct markup *feed, const char *name, bool is_true)
{
    markup_line(feed, name, is_true ? "true" : "false");
}

/* An element that only has one attribute. */
static void write_link(struct markup *feed, const char *name,
    const char *attribute, const char *value)
{
    if (!value)
        return;
    markup_open(feed, name);
    markup_attribute(feed, attribute, value);
    markup_close(feed);
}

/* Readers take a description for HTML, so plain text has to become HTML; in
 * CDATA, as Apple asks for. */
static void write_description(struct markup *feed, const char *description)
{
    own(markup) notes = markup_new(MARKUP_FRAGMENT);

    if (is_blank_text(description))
        return;
    show_notes_write(notes, description);
    markup_open(feed, "description");
    markup_cdata(feed, notes);
    markup_close(feed);
}

static void write_self(struct markup *feed, const struct podcast_show *show)
{
    if (!show->feed_url)
        return;
    markup_open(feed, "atom:link");
    markup_attribute(feed, "href", show->feed_url);
    markup_attribute(feed, "rel", "self");
    markup_attribute(feed, "type", "application/rss+xml");
    markup_close(feed);
}

/* RSS 2.0 wants the image's title and link to be the channel's. */
static void write_image(struct markup *feed, const struct podcast_show *show)
{
    if (!show->image_url)
        return;
    markup_open(feed, "image");
    markup_line(feed, "url", show->image_url);
    markup_line(feed, "title", show->title);
    markup_line(feed, "link", show->link);
    markup_close(feed);
    write_link(feed, "itunes:image", "href", show->image_url);
}

static void write_category(struct markup *feed, const struct podcast_show *show)
{
    if (!show->category)
        return;
    markup_open(feed, "itunes:category");
    markup_attribute(feed, "text", show->category);
    write_link(feed, "itunes:category", "text", show->subcategory);
    markup_close(feed);
}

static void write_owner(struct markup *feed, const struct podcast_show *show)
{
    if (!show->email)
        return;
    markup_open(feed, "itunes:owner");
    markup_line(feed, "itunes:name", show->author);
    markup_line(feed, "itunes:email", show->email);
    markup_close(feed);
}

static void write_locked(struct markup *feed, const struct podcast_show *show)
{
    markup_open(feed, "podcast:locked");
    markup_attribute(feed, "owner", show->email);
    markup_text(feed, show->is_locked ? "yes" : "no");
    markup_close(feed);
}

static void write_show(struct markup *feed, const struct podcast_show *show)
{
    markup_line(feed, "title", show->title);
    markup_line(feed, "link", show->link);
    write_description(feed, show->description);
    markup_line(feed, "language", show->language);
    markup_line(feed, "copyright", show->copyright);
    markup_line(feed, "generator", "roomcast/" ROOMCAST_VERSION);
    if (show->episode_count)
        write_date(feed, "pubDate", show->episodes[0].published);
    write_date(feed, "lastBuildDate", show->changed);
    write_self(feed, show);
    write_image(feed, show);
    markup_line(feed, "itunes:author", show->author);
    write_owner(feed, show);
    write_category(feed, show);
    write_bool(feed, "itunes:explicit", show->is_explicit);
    markup_line(feed, "itunes:type", show->type);
    markup_line(feed, "podcast:guid", show->guid);
    write_locked(feed, show);
    markup_line(feed, "podcast:medium", "podcast");
}

static void write_guid(struct markup *feed, const char *guid)
{
    if (!guid)
        return;
    markup_open(feed, "guid");
    markup_attribute(feed, "isPermaLink", "false");
    markup_text_line(feed, guid);
    markup_close(feed);
}

static void write_enclosure(
    struct markup *feed, const struct podcast_media *media)
{
    if (!media->url)
        return;
    markup_open(feed, "enclosure");
    markup_attribute(feed, "url", media->url);
    markup_attribute_number(feed, "length", media->length_bytes);
    markup_attribute(feed, "type", media->type);
    markup_close(feed);
}

static void write_integrity(struct markup *feed, const char *integrity)
{
    if (!integrity)
        return;
    markup_open(feed, "podcast:integrity");
    markup_attribute(feed, "type", "sri");
    markup_attribute(feed, "value", integrity);
    markup_close(feed);
}

static void write_alternate(
    struct markup *feed, const struct podcast_media *media)
{
    if (!media->url)
        return;
    markup_open(feed, "podcast:alternateEnclosure");
    markup_attribute(feed, "type", media->type);
    if (media->length_bytes > 0)
        markup_attribute_number(feed, "length", media->length_bytes);
    if (media->bitrate > 0)
        markup_attribute_number(feed, "bitrate", media->bitrate);
    markup_attribute(feed, "title", media->title);
    markup_attribute(feed, "codecs", media->codecs);
    write_link(feed, "podcast:source", "uri", media->url);
    write_integrity(feed, media->integrity);
    markup_close(feed);
}

static void write_episode(
    struct markup *feed, const struct podcast_episode *episode)
{
    markup_open(feed, "item");
    markup_line(feed, "title", episode->title);
    markup_line(feed, "link", episode->link);
    write_guid(feed, episode->guid);
    write_date(feed, "pubDate", episode->published);
    write_description(feed, episode->description);
    write_enclosure(feed, &episode->enclosure);
    write_number(
        feed, "itunes:duration", feed_date_seconds(episode->duration_ms));
    write_bool(feed, "itunes:explicit", episode->is_explicit);
    markup_line(feed, "itunes:episodeType", "full");
    write_number(feed, "itunes:season", episode->season);
    write_number(feed, "itunes:episode", episode->episode);
    for (size_t i = 0; i < episode->alternate_count; i++)
        write_alternate(feed, &episode->alternates[i]);
    markup_close(feed);
}

bool rss_write(
    const struct podcast_show *show, struct text *feed, struct err *err)
{
    own(markup) rss = markup_new(MARKUP_XML);

    markup_open(rss, "rss");
    markup_attribute(rss, "version", "2.0");
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
        markup_attribute(rss, namespaces[i].attribute, namespaces[i].address);
    markup_open(rss, "channel");
    write_show(rss, show);
    for (size_t i = 0; i < show->episode_count; i++)
        write_episode(rss, &show->episodes[i]);
    markup_close(rss);
    markup_close(rss);
    if (!markup_finish(rss, feed, err))
        return err_prefix(err, "write feed");
    return true;
}
