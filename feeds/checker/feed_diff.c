/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/feed_diff.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/checker/feed_field.h"
#include "feeds/checker/feed_report.h"
#include "recorder/base/own.h"

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

static int compare_entries(const void *one, const void *other)
{
    return strcmp(((const struct entry *)one)->value,
        ((const struct entry *)other)->value);
}

/* Room for one of each episode, none yet. */
static bool entries_reserve(
    struct entries *entries, const struct feed_node *channel)
{
    entries->items = calloc(feed_count_children(channel, SPACE_RSS, "item") + 1,
        sizeof(struct entry));
    return entries->items != NULL;
}

static bool entries_make(struct entries *entries,
    const struct feed_node *channel, const struct feed_field *field)
{
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");

    if (!entries_reserve(entries, channel))
        return false;
    for (; item; item = feed_next_alike(item)) {
        const char *value = feed_field_value(item, field);
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

struct comparison {
    const struct feed_node *before; /* the channels */
    const struct feed_node *after;
    struct entries guids_before;
    struct entries guids_after;
    struct entries files_before;
    struct entries titles_before;
    struct entries renamed;  /* by the old guid, the episode that lost it */
    const char *self_before; /* the feed's own address; "": unknown */
    const char *self_after;
    size_t site_before; /* how much of it is the site's, when that moved */
    size_t site_after;
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
    entries_clear(&comparison->renamed);
}

static const char *self_address(const struct feed_node *channel)
{
    const struct feed_node *link = feed_child(channel, SPACE_ATOM, "link");

    for (; link; link = feed_next_alike(link)) {
        const char *rel = feed_attribute(link, "rel");
        const char *address = feed_attribute(link, "href");
        if (rel && address && !strcmp(rel, "self"))
            return address;
    }
    return "";
}

/* A feed that has moved with all its site keeps the end of its address. */
static void find_sites(struct comparison *comparison)
{
    const char *before = self_address(comparison->before);
    const char *after = self_address(comparison->after);
    size_t one = strlen(before);
    size_t other = strlen(after);

    while (one && other && before[one - 1] == after[other - 1]) {
        one--;
        other--;
    }
    comparison->self_before = before;
    comparison->self_after = after;
    comparison->site_before = one + strcspn(before + one, "/");
    comparison->site_after = other + strcspn(after + other, "/");
}

static bool has_moved_along(
    const struct comparison *comparison, const char *before, const char *after)
{
    return comparison->site_before > 0 && comparison->site_after > 0 &&
           !strncmp(before, comparison->self_before, comparison->site_before) &&
           !strncmp(after, comparison->self_after, comparison->site_after) &&
           !strcmp(before + comparison->site_before,
               after + comparison->site_after);
}

static bool comparison_make(struct comparison *comparison,
    const struct feed_tree *before, const struct feed_tree *after)
{
    comparison->before = feed_child(before->root, SPACE_RSS, "channel");
    comparison->after = feed_child(after->root, SPACE_RSS, "channel");
    find_sites(comparison);
    return entries_make(&comparison->guids_before, comparison->before,
               feed_field_guid) &&
           entries_make(
               &comparison->guids_after, comparison->after, feed_field_guid) &&
           entries_make(&comparison->files_before, comparison->before,
               feed_field_file) &&
           entries_make(&comparison->titles_before, comparison->before,
               feed_field_title) &&
           entries_reserve(&comparison->renamed, comparison->after);
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
    const struct feed_field *field)
{
    const char *old = feed_field_value(before, field);
    const char *new = feed_field_value(after, field);
    bool is_broken =
        field->is_promise && *old &&
        !(field == feed_field_file && has_moved_along(comparison, old, new));

    if (feed_field_is_same(field, old, new))
        return;
    if (!is_broken && has_moved_along(comparison, old, new))
        return; /* as the site's own move tells */
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
    const struct feed_node *old = entries_find(
        &comparison->files_before, feed_field_value(item, feed_field_file));

    if (!old) {
        old = entries_find(&comparison->titles_before,
            feed_field_value(item, feed_field_title));
        if (old && !feed_field_is_same(feed_field_date,
                       feed_field_value(old, feed_field_date),
                       feed_field_value(item, feed_field_date)))
            old = NULL;
    }
    if (old && entries_find(&comparison->guids_after,
                   feed_field_value(old, feed_field_guid)))
        return NULL;
    return old;
}

static void compare_item(
    struct comparison *comparison, const struct feed_node *item)
{
    const char *guid = feed_field_value(item, feed_field_guid);
    const struct feed_node *old = entries_find(&comparison->guids_before, guid);

    if (!old) {
        old = find_renamed(comparison, item);
        if (old) {
            compare_field(comparison, old, item, feed_field_guid);
            comparison->renamed.items[comparison->renamed.count++] =
                (struct entry){feed_field_value(old, feed_field_guid), item};
        }
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
    for (size_t i = 0; i < feed_field_item_count; i++)
        compare_field(comparison, old, item, &feed_field_items[i]);
}

static void compare_items(struct comparison *comparison)
{
    const struct feed_node *item =
        feed_child(comparison->after, SPACE_RSS, "item");

    for (size_t at = 0; item; at++) {
        if (comparison->report)
            feed_report_turn_to(comparison->report, item, at);
        compare_item(comparison, item);
        item = feed_next_alike(item);
    }
    qsort(comparison->renamed.items, comparison->renamed.count,
        sizeof(struct entry), compare_entries);
}

static void tell_gone(const struct comparison *comparison)
{
    const struct feed_node *item =
        feed_child(comparison->before, SPACE_RSS, "item");

    for (; item; item = feed_next_alike(item)) {
        const char *guid = feed_field_value(item, feed_field_guid);
        if (entries_find(&comparison->guids_after, guid) ||
            entries_find(&comparison->renamed, guid))
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

/* One line, instead of one for each address in it. */
static void tell_move(const struct comparison *comparison)
{
    if (!comparison->site_before || !comparison->site_after ||
        !strcmp(comparison->self_before, comparison->self_after))
        return;
    tell(comparison,
        &(struct feed_change){.kind = FEED_CHANGE_OTHER,
            .where = "channel",
            .what = "address",
            .before = comparison->self_before,
            .after = comparison->self_after,
            .effect = "apps come by the old one until it leads them to the "
                      "new one"});
}

static void compare(struct comparison *comparison)
{
    tell_move(comparison);
    for (size_t i = 0; i < feed_field_show_count; i++)
        compare_field(comparison, comparison->before, comparison->after,
            &feed_field_shows[i]);
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
