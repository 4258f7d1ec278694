/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/twin_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/reader/date_reader.h"
#include "recorder/base/own.h"

/* An episode, and what of it is compared. */
struct entry {
    const struct feed_node *item;
    size_t at;
    const char *text;
    int64_t number;
};

/* One thing that should be each episode's own. */
struct trait {
    bool (*read)(const struct feed_node *item, struct entry *entry);
    enum feed_rule rule;
    const char *what;
};

static bool read_guid(const struct feed_node *item, struct entry *entry)
{
    entry->text = feed_child_text(item, SPACE_RSS, "guid");
    return *entry->text;
}

static bool read_file(const struct feed_node *item, struct entry *entry)
{
    entry->text =
        feed_attribute(feed_child(item, SPACE_RSS, "enclosure"), "url");
    return entry->text && *entry->text;
}

static bool read_date(const struct feed_node *item, struct entry *entry)
{
    const char *date = feed_child_text(item, SPACE_RSS, "pubDate");

    return *date && !date_read_strictly(date, &entry->number);
}

/* The season's number above the episode's, within its type. */
static bool read_number(const struct feed_node *item, struct entry *entry)
{
    const char *season = feed_child_text(item, SPACE_ITUNES, "season");
    const char *number = feed_child_text(item, SPACE_ITUNES, "episode");

    entry->text = feed_child_text(item, SPACE_ITUNES, "episodeType");
    if (!strcmp(entry->text, "full"))
        entry->text = "";
    entry->number = strtol(season, NULL, 10) * INT64_C(1000000000) +
                    strtol(number, NULL, 10);
    return strlen(number) < 10 && strlen(season) < 10 &&
           strtol(number, NULL, 10) > 0;
}

static const struct trait traits[] = {
    {read_guid, RULE_GUID_REPEATED, "guid"},
    {read_file, RULE_ENCLOSURE_REPEATED, "file"},
    {read_date, RULE_DATE_REPEATED, "date"},
    {read_number, RULE_NUMBER_REPEATED, "number"},
};

static int compare_values(const struct entry *one, const struct entry *other)
{
    int order = one->text && other->text ? strcmp(one->text, other->text) : 0;

    if (order)
        return order;
    return (one->number > other->number) - (one->number < other->number);
}

/* Equal ones in the order of the feed, so that reports are repeatable. */
static int compare_entries(const void *one, const void *other)
{
    const struct entry *a = one;
    const struct entry *b = other;
    int order = compare_values(a, b);

    return order ? order : (a->at > b->at) - (a->at < b->at);
}

static size_t collect(const struct feed_node *channel,
    const struct trait *trait, struct entry *entries)
{
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");
    size_t count = 0;

    for (size_t at = 0; item; at++, item = feed_next_alike(item)) {
        entries[count] = (struct entry){.item = item, .at = at};
        if (trait->read(item, &entries[count]))
            count++;
    }
    return count;
}

static void check_trait(const struct feed_node *channel,
    const struct trait *trait, struct entry *entries,
    struct feed_report *report)
{
    size_t count = collect(channel, trait, entries);

    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 1; i < count; i++) {
        if (compare_values(&entries[i - 1], &entries[i]))
            continue;
        feed_report_turn_to(report, entries[i].item, entries[i].at);
        feed_report_add(report, trait->rule, entries[i].item,
            "the %s is that of the episode in line %d too", trait->what,
            entries[i - 1].item->line);
    }
}

void twin_rules_check(
    const struct feed_node *channel, struct feed_report *report)
{
    size_t count = feed_count_children(channel, SPACE_RSS, "item");

    if (count < 2)
        return;
    own_heap(struct entry) entries = calloc(count + 1, sizeof *entries);
    if (!entries) {
        feed_report_line(report, RULE_NOT_CHECKED, 0, "out of memory");
        return;
    }
    for (size_t i = 0; i < sizeof traits / sizeof *traits; i++)
        check_trait(channel, &traits[i], entries, report);
    feed_report_turn_to_channel(report);
}
