/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/live_rules.h"

#include <string.h>

#include "feeds/reader/date_reader.h"

/* Each is compared with every episode; nobody has so many rooms. */
#define MOST_LIVE_ITEMS 100

static void check_time(
    const struct feed_node *live, const char *name, struct feed_report *report)
{
    const char *value = feed_attribute(live, name);
    int64_t when;
    bool has_zone = false;

    if (!value || !*value)
        return;
    if (!date_read_iso(value, &when, &has_zone) || !has_zone)
        feed_report_add(report, RULE_LIVE_START_ZONE, live,
            "%s is \"%s\", expected ISO 8601 with a zone", name, value);
}

static void check_guid(const struct feed_node *channel,
    const struct feed_node *live, struct feed_report *report)
{
    const char *guid = feed_child_text(live, SPACE_RSS, "guid");
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");

    if (!*guid) {
        feed_report_add(
            report, RULE_LIVE_GUID, live, "the live item has no guid");
        return;
    }
    for (; item; item = feed_next_alike(item))
        if (!strcmp(feed_child_text(item, SPACE_RSS, "guid"), guid))
            feed_report_add(report, RULE_LIVE_GUID, live,
                "the live item has the guid of an episode, \"%s\"", guid);
}

static void check_parts(
    const struct feed_node *live, struct feed_report *report)
{
    static const char *const names[] = {"chapters", "transcript"};

    for (size_t i = 0; i < 2; i++) {
        const struct feed_node *part =
            feed_child(live, SPACE_PODCAST, names[i]);
        if (part)
            feed_report_add(report, RULE_LIVE_PARTS, part,
                "there is <podcast:%s> in a live item", names[i]);
    }
}

/* feedparser takes these of a live item for the channel's, unless the
 * channel's come later. */
static void check_place(const struct feed_node *channel,
    const struct feed_node *live, struct feed_report *report)
{
    static const struct {
        enum feed_space space;
        const char *name;
    } parts[] = {{SPACE_RSS, "link"}, {SPACE_ITUNES, "image"},
        {SPACE_RSS, "description"}, {SPACE_ITUNES, "author"},
        {SPACE_RSS, "pubDate"}};
    bool is_behind = false;

    for (const struct feed_node *at = channel->first; at != live; at = at->next)
        is_behind = is_behind || !feed_node_is(at, SPACE_PODCAST, "liveItem");
    for (size_t i = 0; is_behind && i < sizeof parts / sizeof *parts; i++) {
        const struct feed_node *part =
            feed_child(live, parts[i].space, parts[i].name);
        if (!part)
            continue;
        feed_report_add(report, RULE_LIVE_PLACE, part,
            "the live item has a <%s> and stands behind the channel's",
            part->name);
        return;
    }
}

static void check_live(const struct feed_node *channel,
    const struct feed_node *live, struct feed_report *report)
{
    const char *status = feed_attribute(live, "status");

    check_time(live, "start", report);
    check_time(live, "end", report);
    check_guid(channel, live, report);
    check_parts(live, report);
    check_place(channel, live, report);
    if (!feed_child(live, SPACE_PODCAST, "contentLink"))
        feed_report_add(report, RULE_LIVE_CONTENT_LINK, live,
            "the live item has no <podcast:contentLink>");
    if (!*feed_child_text(live, SPACE_RSS, "title"))
        feed_report_add(report, RULE_EPISODE_TITLE_MISSING, live,
            "the live item has no title");
    if (status && !strcmp(status, "ended"))
        feed_report_add(report, RULE_LIVE_ENDED, live,
            "the live item has ended and is still there");
}

void live_rules_check(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *live =
        feed_child(channel, SPACE_PODCAST, "liveItem");

    for (int i = 0; live && i < MOST_LIVE_ITEMS; i++) {
        check_live(channel, live, report);
        live = feed_next_alike(live);
    }
}
