/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_reader.h"

#include <string.h>
#include <strings.h>

#include "feeds/apple_categories.h"
#include "feeds/feed_address.h"
#include "feeds/reader/feed_parser.h"
#include "feeds/reader/feed_reader_items.h"
#include "feeds/reader/feed_reader_losses.h"
#include "feeds/reader/feed_reader_parts.h"

struct feed_reading {
    struct feed_tree *tree;
    const struct feed_node *channel;
    struct podcast_show show;
    const char *older;
};

static const char *first_of(const char *one, const char *other)
{
    return one ? one : other;
}

static const struct feed_node *find_link(
    const struct feed_node *channel, const char *wanted)
{
    const struct feed_node *link = feed_child(channel, SPACE_ATOM, "link");

    for (; link; link = feed_next_alike(link)) {
        const char *rel = feed_attribute(link, "rel");
        if (rel && !strcasecmp(rel, wanted))
            return link;
    }
    return NULL;
}

static const char *link_address(struct reading_place *place,
    const struct feed_node *channel, const char *rel)
{
    return reading_address(
        place, feed_attribute(find_link(channel, rel), "href"));
}

static void read_texts(
    const struct feed_node *channel, struct podcast_show *show)
{
    const struct feed_node *owner = feed_child(channel, SPACE_ITUNES, "owner");

    show->guid = reading_child(channel, SPACE_PODCAST, "guid");
    show->title = first_of(reading_child(channel, SPACE_RSS, "title"),
        reading_child(channel, SPACE_ITUNES, "title"));
    show->description =
        first_of(first_of(reading_child(channel, SPACE_CONTENT, "encoded"),
                     reading_child(channel, SPACE_RSS, "description")),
            reading_child(channel, SPACE_ITUNES, "summary"));
    show->description_markup = reading_markup(show->description);
    show->language = reading_child(channel, SPACE_RSS, "language");
    show->author =
        first_of(first_of(reading_child(channel, SPACE_ITUNES, "author"),
                     reading_child(owner, SPACE_ITUNES, "name")),
            first_of(reading_child(channel, SPACE_OTHER, "creator"),
                reading_child(channel, SPACE_RSS, "managingEditor")));
    show->email = first_of(reading_child(owner, SPACE_ITUNES, "email"),
        reading_attribute(
            feed_child(channel, SPACE_PODCAST, "locked"), "owner"));
    show->copyright = reading_child(channel, SPACE_RSS, "copyright");
    const char *type = reading_child(channel, SPACE_ITUNES, "type");
    if (type)
        show->type = strcasecmp(type, "serial") ? "episodic" : "serial";
    show->medium = reading_child(channel, SPACE_PODCAST, "medium");
}

/* As Apple's list has them, where they are on it. */
static void read_category(
    const struct feed_node *channel, struct podcast_show *show)
{
    const struct feed_node *node =
        feed_child(channel, SPACE_ITUNES, "category");
    const struct feed_node *below = feed_child(node, SPACE_ITUNES, "category");

    show->category = reading_attribute(node, "text");
    show->subcategory = reading_attribute(below, "text");
    const char *listed = show->category ? apple_category(show->category) : NULL;
    if (!listed)
        return;
    show->category = listed;
    const char *listed_below =
        show->subcategory ? apple_subcategory(listed, show->subcategory) : NULL;
    if (listed_below)
        show->subcategory = listed_below;
}

static void read_addresses(struct reading_place *place,
    const struct feed_node *channel, struct podcast_show *show)
{
    show->link =
        reading_address(place, reading_child(channel, SPACE_RSS, "link"));
    show->feed_url = link_address(place, channel, "self");
    show->hub_url = link_address(place, channel, "hub");
    show->new_feed_url = reading_address(
        place, reading_child(channel, SPACE_ITUNES, "new-feed-url"));
    show->image_url = reading_address(
        place, first_of(reading_attribute(
                            feed_child(channel, SPACE_ITUNES, "image"), "href"),
                   reading_child(feed_child(channel, SPACE_RSS, "image"),
                       SPACE_RSS, "url")));
}

static void read_flags(
    const struct feed_node *channel, struct podcast_show *show)
{
    show->is_explicit =
        reading_truth(feed_child_text(channel, SPACE_ITUNES, "explicit"));
    show->is_locked =
        reading_truth(feed_child_text(channel, SPACE_PODCAST, "locked"));
    show->is_blocked =
        reading_truth(feed_child_text(channel, SPACE_ITUNES, "block"));
    show->is_complete =
        reading_truth(feed_child_text(channel, SPACE_ITUNES, "complete"));
    show->uses_podping = reading_truth(feed_attribute(
        feed_child(channel, SPACE_PODCAST, "podping"), "usesPodping"));
    show->changed =
        reading_date(reading_child(channel, SPACE_RSS, "lastBuildDate"));
    if (!show->changed)
        show->changed =
            reading_date(reading_child(channel, SPACE_RSS, "pubDate"));
}

static void read_frequency(
    const struct feed_node *channel, struct podcast_frequency *frequency)
{
    const struct feed_node *node =
        feed_child(channel, SPACE_PODCAST, "updateFrequency");

    frequency->text = reading_text(node);
    frequency->rrule = reading_attribute(node, "rrule");
    frequency->first = reading_date(reading_attribute(node, "dtstart"));
    frequency->is_complete = reading_truth(feed_attribute(node, "complete"));
}

static bool fill_format(
    struct reading_place *place, const struct feed_node *node, void *item)
{
    struct podcast_format *format = item;
    const char *rel = feed_attribute(node, "rel");
    const char *type = feed_attribute(node, "type");

    format->name = reading_attribute(node, "title");
    format->feed_url = reading_address(place, feed_attribute(node, "href"));
    return rel && !strcmp(rel, "alternate") && format->feed_url && type &&
           !strcmp(type, "application/rss+xml");
}

static void read_remotes(struct reading_place *place,
    const struct feed_node *channel, struct podcast_show *show)
{
    const struct feed_node *publisher =
        feed_child(feed_child(channel, SPACE_PODCAST, "publisher"),
            SPACE_PODCAST, "remoteItem");

    READING_LIST(place, feed_child(channel, SPACE_PODCAST, "podroll"),
        "remoteItem", reading_remote, show->podroll, show->podroll_count);
    if (publisher && !reading_remote(place, publisher, &show->publisher))
        show->publisher = (struct podcast_remote){0};
}

static void read_lists(struct reading_place *place,
    const struct feed_node *channel, struct podcast_show *show)
{
    show->formats = reading_list(place, feed_child(channel, SPACE_ATOM, "link"),
        sizeof *show->formats, fill_format, &show->format_count);
    READING_LIST(place, channel, "liveItem", reading_live, show->lives,
        show->live_count);
    READING_LIST(place, channel, "trailer", reading_trailer, show->trailers,
        show->trailer_count);
    READING_LIST(place, channel, "person", reading_person, show->persons,
        show->person_count);
    READING_LIST(place, channel, "location", reading_location, show->locations,
        show->location_count);
    READING_LIST(place, channel, "funding", reading_funding, show->fundings,
        show->funding_count);
    READING_LIST(
        place, channel, "txt", reading_txt, show->txts, show->txt_count);
    READING_LIST(place, channel, "block", reading_block, show->blocks,
        show->block_count);
    READING_LIST(place, channel, "socialInteract", reading_social,
        show->socials, show->social_count);
    READING_LIST(place, channel, "image", reading_image, show->images,
        show->image_count);
    read_remotes(place, channel, show);
}

static bool read_show(
    struct feed_reading *reading, const char *address, struct err *err)
{
    struct podcast_show *show = &reading->show;
    const struct feed_node *channel = reading->channel;
    struct reading_place place = {
        .storage = reading->tree->storage, .base = address};

    if (!place.base)
        place.base = feed_attribute(find_link(channel, "self"), "href");
    if (!place.base || !feed_address_is_absolute(place.base))
        place.base = reading_child(channel, SPACE_RSS, "link");
    read_texts(channel, show);
    read_category(channel, show);
    read_addresses(&place, channel, show);
    if (!show->feed_url)
        show->feed_url = reading_address(&place, address);
    reading->older = first_of(link_address(&place, channel, "prev-archive"),
        link_address(&place, channel, "next"));
    read_flags(channel, show);
    read_frequency(channel, &show->frequency);
    reading_license(&place, channel, &show->license);
    reading_chat(channel, &show->chat);
    read_lists(&place, channel, show);
    show->episodes =
        reading_list(&place, feed_child(channel, SPACE_RSS, "item"),
            sizeof *show->episodes, reading_item, &show->episode_count);
    return !place.has_failed || err_no_memory(err);
}

struct feed_reading *feed_read(
    const char *bytes, size_t length, const char *address, struct err *err)
{
    own(feed_reading) reading = calloc(1, sizeof *reading);

    if (!reading) {
        err_no_memory(err);
        return NULL;
    }
    reading->tree = feed_parse(bytes, length, FEED_LENIENT, NULL, err);
    if (!reading->tree)
        return NULL;
    reading->channel = feed_child(reading->tree->root, SPACE_RSS, "channel");
    if (!reading->channel) {
        err_set(err, ERR_FORMAT, "it is no RSS feed: there is no <channel>");
        return NULL;
    }
    return read_show(reading, address, err) ? take(reading) : NULL;
}

const struct podcast_show *feed_reading_show(const struct feed_reading *reading)
{
    return &reading->show;
}

const char *feed_reading_older(const struct feed_reading *reading)
{
    return reading->older;
}

void feed_reading_list_losses(
    const struct feed_reading *reading, feed_loss_listener *told, void *user)
{
    feed_reader_losses_list(reading->channel, told, user);
}

void feed_reading_free(struct feed_reading *reading)
{
    if (!reading)
        return;
    feed_tree_free(reading->tree);
    free(reading);
}
