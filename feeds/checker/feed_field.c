/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/feed_field.h"

#include <string.h>

#include "feeds/reader/date_reader.h"

const struct feed_field feed_field_shows[] = {
    {"podcast:guid", SPACE_PODCAST, "guid", NULL, false, true,
        RULE_PODCAST_GUID_CHANGED, "directories take it for another show"},
    {"title", SPACE_RSS, "title", NULL, .effect = "the show is called so"},
    {"author", SPACE_ITUNES, "author", NULL,
        .effect = "apps show the new author"},
    {"description", SPACE_RSS, "description", NULL,
        .effect = "apps show the new description"},
    {"language", SPACE_RSS, "language", NULL,
        .effect = "directories list it under the new language"},
    {"link", SPACE_RSS, "link", NULL, .effect = "apps lead to the new page"},
    {"art", SPACE_ITUNES, "image", "href", .effect = "apps fetch the new art"},
    {"explicit", SPACE_ITUNES, "explicit", NULL,
        .effect = "apps mark or unmark all episodes"},
    {"type", SPACE_ITUNES, "type", NULL,
        .effect = "apps sort the episodes the other way round"},
    {"new address", SPACE_ITUNES, "new-feed-url", NULL,
        .effect = "apps move to that feed and forget this one"},
    {"complete", SPACE_ITUNES, "complete", NULL,
        .effect = "apps stop asking for episodes"},
    {"block", SPACE_ITUNES, "block", NULL,
        .effect = "Apple Podcasts takes the show out"},
    {"locked", SPACE_PODCAST, "locked", NULL,
        .effect = "other hosts may or may not import it"},
};

const struct feed_field feed_field_items[] = {
    {"date", SPACE_RSS, "pubDate", NULL, true, true, RULE_DATE_CHANGED,
        "it moves to another place in all lists"},
    {"file", SPACE_RSS, "enclosure", "url", false, true, RULE_ENCLOSURE_CHANGED,
        "downloads and links go to the old address"},
    {"number", SPACE_ITUNES, "episode", NULL, false, true, RULE_NUMBER_CHANGED,
        "it moves in serial shows, and links by number go wrong"},
    {"season", SPACE_ITUNES, "season", NULL, false, true, RULE_NUMBER_CHANGED,
        "it moves to another season"},
    {"title", SPACE_RSS, "title", NULL, .effect = "apps show the new title"},
    {"length", SPACE_RSS, "enclosure", "length",
        .effect = "who has downloaded it keeps the old file"},
    {"notes", SPACE_RSS, "description", NULL,
        .effect = "apps show the new notes"},
    {"long notes", SPACE_CONTENT, "encoded", NULL,
        .effect = "apps show the new notes"},
    {"duration", SPACE_ITUNES, "duration", NULL,
        .effect = "apps show the new duration"},
    {"art", SPACE_ITUNES, "image", "href", .effect = "apps fetch the new art"},
    {"link", SPACE_RSS, "link", NULL, .effect = "apps lead to the new page"},
    {"explicit", SPACE_ITUNES, "explicit", NULL,
        .effect = "apps mark or unmark it"},
    {"chapters", SPACE_PODCAST, "chapters", "url",
        .effect = "apps fetch the new chapters"},
    {"transcript", SPACE_PODCAST, "transcript", "url",
        .effect = "apps fetch the new transcript"},
    {"season's name", SPACE_PODCAST, "season", "name",
        .effect = "apps call the season so"},
    {"number's name", SPACE_PODCAST, "episode", "display",
        .effect = "apps call the number so"},
    {"soundbite", SPACE_PODCAST, "soundbite", "startTime",
        .effect = "apps play another passage"},
    {"place", SPACE_PODCAST, "location", NULL,
        .effect = "apps list it under the new place"},
    {"licence", SPACE_PODCAST, "license", NULL,
        .effect = "others may use it by the new licence"},
    {"discussion", SPACE_PODCAST, "socialInteract", "uri",
        .effect = "apps lead to the new discussion"},
    {"other place", SPACE_PODCAST, "contentLink", "href",
        .effect = "apps lead to the new address"},
};

const size_t feed_field_show_count =
    sizeof feed_field_shows / sizeof *feed_field_shows;
const size_t feed_field_item_count =
    sizeof feed_field_items / sizeof *feed_field_items;

static const struct feed_field guid = {"guid", SPACE_RSS, "guid", NULL, false,
    true, RULE_GUID_CHANGED,
    "apps take it for a new episode, and download it again"};
const struct feed_field *const feed_field_date = &feed_field_items[0];
const struct feed_field *const feed_field_file = &feed_field_items[1];
const struct feed_field *const feed_field_title = &feed_field_items[4];
const struct feed_field *const feed_field_guid = &guid;

const char *feed_field_value(
    const struct feed_node *node, const struct feed_field *field)
{
    const struct feed_node *child = feed_child(node, field->space, field->name);
    const char *value = NULL;

    if (child)
        value = field->attribute ? feed_attribute(child, field->attribute)
                                 : child->text;
    return value ? value : "";
}

bool feed_field_is_same(
    const struct feed_field *field, const char *before, const char *after)
{
    int64_t one;
    int64_t other;

    if (field->is_date && date_read(before, &one) && date_read(after, &other))
        return one == other;
    return !strcmp(before, after);
}
