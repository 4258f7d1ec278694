/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/rss_channel.h"

#include "feeds/clean_text.h"
#include "feeds/feed_date.h"
#include "feeds/writer/item_notes.h"
#include "feeds/writer/rss_fields.h"
#include "feeds/writer/rss_item.h"
#include "feeds/writer/rss_parts.h"
#include "recorder/base/version.h"

static void write_notes(struct markup *feed, const struct podcast_show *show)
{
    own_value(item_notes) notes = {0};
    struct err err;

    if (!item_notes_make_show(show, &notes, &err))
        notes.brief.has_failed = true;
    rss_html(feed, "description", &notes.brief);
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
    rss_link(feed, "itunes:image", "href", show->image_url);
}

static void write_category(struct markup *feed, const struct podcast_show *show)
{
    if (!show->category)
        return;
    markup_open(feed, "itunes:category");
    markup_attribute(feed, "text", show->category);
    rss_link(feed, "itunes:category", "text", show->subcategory);
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

static void write_trailer(
    struct markup *feed, const struct podcast_trailer *trailer)
{
    char date[FEED_DATE_BYTES];

    if (!trailer->url || trailer->published <= 0)
        return;
    feed_date_rfc822(trailer->published, date);
    markup_open(feed, "podcast:trailer");
    markup_attribute(feed, "pubdate", date);
    markup_attribute(feed, "url", trailer->url);
    rss_positive(feed, "length", trailer->length_bytes);
    markup_attribute(feed, "type", trailer->type);
    rss_positive(feed, "season", trailer->season);
    markup_text_line(feed, trailer->title);
    markup_close(feed);
}

static void write_block(struct markup *feed, const struct podcast_block *block)
{
    markup_open(feed, "podcast:block");
    markup_attribute(feed, "id", block->service);
    markup_text(feed, block->is_blocked ? "yes" : "no");
    markup_close(feed);
}

static void write_frequency(
    struct markup *feed, const struct podcast_frequency *frequency)
{
    char first[FEED_DATE_BYTES];

    if (is_blank_text(frequency->text))
        return;
    feed_date_iso(frequency->first, first);
    markup_open(feed, "podcast:updateFrequency");
    markup_attribute(feed, "rrule", frequency->rrule);
    if (frequency->first > 0)
        markup_attribute(feed, "dtstart", first);
    if (frequency->is_complete)
        markup_attribute(feed, "complete", "true");
    markup_text_line(feed, frequency->text);
    markup_close(feed);
}

static void write_neighbours(
    struct markup *feed, const struct podcast_show *show)
{
    if (show->podroll_count) {
        markup_open(feed, "podcast:podroll");
        for (size_t i = 0; i < show->podroll_count; i++)
            rss_remote(feed, &show->podroll[i]);
        markup_close(feed);
    }
    if (show->publisher.feed_guid) {
        markup_open(feed, "podcast:publisher");
        rss_remote(feed, &show->publisher);
        markup_close(feed);
    }
}

static void write_podping(struct markup *feed, const struct podcast_show *show)
{
    if (show->uses_podping)
        rss_link(feed, "podcast:podping", "usesPodping", "true");
}

static void write_lists(struct markup *feed, const struct podcast_show *show)
{
    for (size_t i = 0; i < show->trailer_count; i++)
        write_trailer(feed, &show->trailers[i]);
    for (size_t i = 0; i < show->person_count; i++)
        rss_person(feed, &show->persons[i]);
    for (size_t i = 0; i < show->location_count; i++)
        rss_location(feed, &show->locations[i]);
    for (size_t i = 0; i < show->funding_count; i++)
        rss_funding(feed, &show->fundings[i]);
    for (size_t i = 0; i < show->txt_count; i++)
        rss_txt(feed, &show->txts[i]);
    for (size_t i = 0; i < show->block_count; i++)
        write_block(feed, &show->blocks[i]);
    for (size_t i = 0; i < show->social_count; i++)
        rss_social(feed, &show->socials[i]);
    for (size_t i = 0; i < show->image_count; i++)
        rss_picture(feed, &show->images[i]);
}

static void write_podcast(struct markup *feed, const struct podcast_show *show)
{
    write_locked(feed, show);
    rss_license(feed, &show->license);
    write_frequency(feed, &show->frequency);
    write_podping(feed, show);
    write_lists(feed, show);
    write_neighbours(feed, show);
    rss_chat(feed, &show->chat);
}

static void write_itunes(struct markup *feed, const struct podcast_show *show)
{
    write_owner(feed, show);
    markup_line(feed, "itunes:type", show->type);
    markup_line(feed, "itunes:new-feed-url", show->new_feed_url);
    rss_yes(feed, "itunes:block", show->is_blocked);
    rss_yes(feed, "itunes:complete", show->is_complete);
}

static void write_links(struct markup *feed, const struct podcast_show *show,
    const struct rss_document *document)
{
    rss_atom_link(feed, "self",
        document->address ? document->address : show->feed_url, NULL);
    rss_atom_link(
        feed, "current", document->is_archive ? show->feed_url : NULL, NULL);
    rss_atom_link(feed, "prev-archive", document->previous, NULL);
    if (document->is_archive)
        return;
    rss_atom_link(feed, "hub", show->hub_url, NULL);
    for (size_t i = 0; i < show->format_count; i++)
        if (!document->format || document->format != &show->formats[i])
            rss_atom_link(feed, "alternate", show->formats[i].feed_url,
                show->formats[i].name);
    if (document->format)
        rss_atom_link(feed, "alternate", show->feed_url, show->title);
}

void rss_channel(struct markup *feed, const struct podcast_show *show,
    const struct rss_document *document)
{
    size_t first = document->first;

    for (size_t i = 0; !document->is_archive && i < show->live_count; i++)
        rss_live_item(feed, &show->lives[i]);
    markup_line(feed, "title", show->title);
    markup_line(feed, "link", show->link);
    write_notes(feed, show);
    markup_line(feed, "language", show->language);
    markup_line(feed, "copyright", show->copyright);
    if (!document->is_archive)
        markup_line(feed, "generator", "roomcast/" ROOMCAST_VERSION);
    if (first < show->episode_count)
        rss_date(feed, "pubDate", show->episodes[first].published);
    if (!document->is_archive)
        rss_date(feed, "lastBuildDate", show->changed);
    if (document->is_archive)
        rss_empty(feed, "fh:archive");
    write_links(feed, show, document);
    write_image(feed, show);
    markup_line(feed, "itunes:author", show->author);
    write_category(feed, show);
    rss_bool(feed, "itunes:explicit", show->is_explicit);
    markup_line(feed, "podcast:guid", show->guid);
    markup_line(
        feed, "podcast:medium", show->medium ? show->medium : "podcast");
    if (document->is_archive)
        return;
    write_itunes(feed, show);
    write_podcast(feed, show);
}
