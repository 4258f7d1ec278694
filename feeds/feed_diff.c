/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/feed_diff.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/date_reader.h"
#include "feeds/rules/feed_report.h"
#include "recorder/base/own.h"

/* One value of a show or an episode. */
struct field {
    const char *what;
    enum feed_space space;
    const char *name;
    const char *attribute; /* NULL: the text */
    bool is_date;
    bool is_promise;
    enum feed_rule rule; /* of a promise */
    const char *effect;
};

static const struct field show_fields[] = {
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

static const struct field item_fields[] = {
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
};

#define SHOW_FIELD_COUNT (sizeof show_fields / sizeof *show_fields)
#define ITEM_FIELD_COUNT (sizeof item_fields / sizeof *item_fields)

/* --- episodes by a value ----------------------------------------------- */

struct entry {
    const char *value;
    const struct feed_node *item;
};

struct entries {
    struct entry *items;
    size_t count;
};

static void entries_clear(struct entries *entries)
{
    free(entries->items);
}

static const char *value_of(
    const struct feed_node *node, const struct field *field)
{
    const struct feed_node *child = feed_child(node, field->space, field->name);
    const char *value = NULL;

    if (child)
        value = field->attribute ? feed_attribute(child, field->attribute)
                                 : child->text;
    return value ? value : "";
}

static int compare_entries(const void *one, const void *other)
{
    return strcmp(((const struct entry *)one)->value,
        ((const struct entry *)other)->value);
}

static bool entries_make(struct entries *entries,
    const struct feed_node *channel, const struct field *field)
{
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");

    entries->items = calloc(feed_count_children(channel, SPACE_RSS, "item") + 1,
        sizeof(struct entry));
    if (!entries->items)
        return false;
    for (; item; item = feed_next_alike(item)) {
        const char *value = value_of(item, field);
        if (*value)
            entries->items[entries->count++] = (struct entry){value, item};
    }
    qsort(
        entries->items, entries->count, sizeof(struct entry), compare_entries);
    return true;
}

static const struct feed_node *entries_find(
    const struct entries *entries, const char *value)
{
    const struct entry wanted = {.value = value};
    const struct entry *found =
        *value ? bsearch(&wanted, entries->items, entries->count, sizeof wanted,
                     compare_entries)
               : NULL;

    return found ? found->item : NULL;
}

/* --- comparison -------------------------------------------------------- */

static const struct field guid_field = {"guid", SPACE_RSS, "guid", NULL, false,
    true, RULE_GUID_CHANGED,
    "apps take it for a new episode, and download it again"};
static const struct field *const date_field = &item_fields[0];
static const struct field *const file_field = &item_fields[1];
static const struct field *const title_field = &item_fields[4];

struct comparison {
    const struct feed_node *before; /* the channels */
    const struct feed_node *after;
    struct entries guids_before;
    struct entries guids_after;
    struct entries files_before;
    struct entries titles_before;
    feed_change_listener *told; /* of a diff */
    void *user;
    struct feed_report *report; /* of promises; told is NULL then */
};

static void comparison_clear(struct comparison *comparison)
{
    entries_clear(&comparison->guids_before);
    entries_clear(&comparison->guids_after);
    entries_clear(&comparison->files_before);
    entries_clear(&comparison->titles_before);
}

static bool comparison_make(struct comparison *comparison,
    const struct feed_tree *before, const struct feed_tree *after)
{
    comparison->before = feed_child(before->root, SPACE_RSS, "channel");
    comparison->after = feed_child(after->root, SPACE_RSS, "channel");
    return entries_make(
               &comparison->guids_before, comparison->before, &guid_field) &&
           entries_make(
               &comparison->guids_after, comparison->after, &guid_field) &&
           entries_make(
               &comparison->files_before, comparison->before, file_field) &&
           entries_make(
               &comparison->titles_before, comparison->before, title_field);
}

static bool is_same(
    const struct field *field, const char *before, const char *after)
{
    int64_t one;
    int64_t other;

    if (field->is_date && date_read(before, &one) && date_read(after, &other))
        return one == other;
    return !strcmp(before, after);
}

static void tell(
    const struct comparison *comparison, const struct feed_change *change)
{
    if (comparison->told)
        comparison->told(comparison->user, change);
}

/* A value that was not there breaks no promise. */
static void compare_field(const struct comparison *comparison,
    const struct feed_node *before, const struct feed_node *after,
    const struct field *field)
{
    const char *old = value_of(before, field);
    const char *new = value_of(after, field);
    bool is_broken = field->is_promise && *old;

    if (is_same(field, old, new))
        return;
    if (comparison->report && is_broken)
        feed_report_add(comparison->report, field->rule, after,
            "the %s was \"%s\" and is \"%s\" now: %s", field->what, old, new,
            field->effect);
    tell(comparison,
        &(struct feed_change){.kind = is_broken ? FEED_CHANGE_BROKEN
                                      : !*old   ? FEED_CHANGE_NEW
                                      : !*new   ? FEED_CHANGE_GONE
                                                : FEED_CHANGE_OTHER,
            .where = feed_node_is(after, SPACE_RSS, "item")
                         ? feed_child_text(after, SPACE_RSS, "title")
                         : "channel",
            .what = field->what,
            .before = old,
            .after = new,
            .effect = field->effect});
}

/* An episode that has lost its guid: of the same file, or of the same title
 * and date. NULL when it is new. */
static const struct feed_node *find_renamed(
    const struct comparison *comparison, const struct feed_node *item)
{
    const struct feed_node *old =
        entries_find(&comparison->files_before, value_of(item, file_field));

    if (!old) {
        old = entries_find(
            &comparison->titles_before, value_of(item, title_field));
        if (old && !is_same(date_field, value_of(old, date_field),
                       value_of(item, date_field)))
            old = NULL;
    }
    if (old &&
        entries_find(&comparison->guids_after, value_of(old, &guid_field)))
        return NULL;
    return old;
}

static void compare_item(
    const struct comparison *comparison, const struct feed_node *item)
{
    const char *guid = value_of(item, &guid_field);
    const struct feed_node *old = entries_find(&comparison->guids_before, guid);

    if (!old) {
        old = find_renamed(comparison, item);
        if (old)
            compare_field(comparison, old, item, &guid_field);
    }
    if (!old) {
        tell(comparison, &(struct feed_change){.kind = FEED_CHANGE_NEW,
                             .where = feed_child_text(item, SPACE_RSS, "title"),
                             .what = "episode",
                             .before = "",
                             .after = guid,
                             .effect = "apps show it as new, and download it"});
        return;
    }
    for (size_t i = 0; i < ITEM_FIELD_COUNT; i++)
        compare_field(comparison, old, item, &item_fields[i]);
}

static void compare_items(const struct comparison *comparison)
{
    const struct feed_node *item =
        feed_child(comparison->after, SPACE_RSS, "item");

    for (size_t at = 0; item; at++) {
        if (comparison->report)
            feed_report_turn_to(comparison->report, item, at);
        compare_item(comparison, item);
        item = feed_next_alike(item);
    }
}

static void tell_gone(const struct comparison *comparison)
{
    const struct feed_node *item =
        feed_child(comparison->before, SPACE_RSS, "item");

    for (; item; item = feed_next_alike(item)) {
        const char *guid = value_of(item, &guid_field);
        if (entries_find(&comparison->guids_after, guid))
            continue;
        tell(comparison,
            &(struct feed_change){.kind = FEED_CHANGE_GONE,
                .where = feed_child_text(item, SPACE_RSS, "title"),
                .what = "episode",
                .before = guid,
                .after = "",
                .effect = "it leaves the lists of most apps; who has "
                          "downloaded it keeps it"});
    }
}

static void compare(const struct comparison *comparison)
{
    for (size_t i = 0; i < SHOW_FIELD_COUNT; i++)
        compare_field(
            comparison, comparison->before, comparison->after, &show_fields[i]);
    compare_items(comparison);
    if (comparison->told)
        tell_gone(comparison);
}

bool feed_diff(const struct feed_tree *before, const struct feed_tree *after,
    feed_change_listener *told, void *user)
{
    own_value(comparison) comparison = {.told = told, .user = user};

    if (!comparison_make(&comparison, before, after))
        return false;
    compare(&comparison);
    return true;
}

void feed_promises_check(const struct feed_tree *before,
    const struct feed_tree *after, struct feed_report *report)
{
    own_value(comparison) comparison = {.report = report};

    feed_report_turn_to_channel(report);
    if (comparison_make(&comparison, before, after) && comparison.after)
        compare(&comparison);
    else
        feed_report_line(report, RULE_NOT_CHECKED, 0, "out of memory");
    feed_report_turn_to_channel(report);
}
