/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/chapter_rules.h"

#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/reader/date_reader.h"

#define LEAST_CHAPTER_MS 1000

static void check_order(struct chapter_walk *walk, int64_t start_ms)
{
    struct feed_report *report = walk->report;

    if (walk->count == 0 && start_ms > 0)
        feed_report_line(report, RULE_CHAPTERS_FIRST, walk->line,
            "the first of %s begins at %.3f s", walk->what,
            (double)start_ms / 1000);
    if (walk->count > 0 && start_ms < walk->last_ms)
        feed_report_line(report, RULE_CHAPTERS_ORDER, walk->line,
            "of %s, number %zu begins at %.3f s, before the one before it",
            walk->what, walk->count + 1, (double)start_ms / 1000);
    else if (walk->count > 0 && start_ms < walk->last_ms + LEAST_CHAPTER_MS)
        feed_report_line(report, RULE_CHAPTERS_SHORT, walk->line,
            "of %s, number %zu begins less than a second after the one "
            "before it",
            walk->what, walk->count + 1);
}

void chapter_walk_add(
    struct chapter_walk *walk, int64_t start_ms, const char *title)
{
    check_order(walk, start_ms);
    if (walk->end_ms > 0 && start_ms >= walk->end_ms)
        feed_report_line(walk->report, RULE_CHAPTERS_PAST_END, walk->line,
            "of %s, number %zu begins at %.3f s, the episode ends at %.3f s",
            walk->what, walk->count + 1, (double)start_ms / 1000,
            (double)walk->end_ms / 1000);
    if (is_blank_text(title))
        feed_report_line(walk->report, RULE_CHAPTERS_UNTITLED, walk->line,
            "of %s, number %zu has no title", walk->what, walk->count + 1);
    walk->last_ms = start_ms;
    walk->count++;
}

static void check_simple(const struct feed_node *item,
    const struct feed_node *list, struct feed_report *report)
{
    const struct feed_node *node = feed_child(list, SPACE_CHAPTERS, "chapter");
    struct chapter_walk walk = {
        .report = report, .line = list->line, .what = "the psc chapters"};
    bool is_plain;

    duration_read(feed_child_text(item, SPACE_ITUNES, "duration"), &walk.end_ms,
        &is_plain);
    for (; node; node = feed_next_alike(node)) {
        const char *start = feed_attribute(node, "start");
        int64_t start_ms;
        if (!start || !duration_read(start, &start_ms, &is_plain)) {
            feed_report_add(report, RULE_CHAPTERS_FORMAT, node,
                "a chapter begins at \"%s\"", start ? start : "");
            continue;
        }
        walk.line = node->line;
        chapter_walk_add(&walk, start_ms, feed_attribute(node, "title"));
    }
    if (!list->first)
        feed_report_add(
            report, RULE_CHAPTERS_FORMAT, list, "<psc:chapters> is empty");
}

void chapter_rules_check(
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_PODCAST, "chapters");
    const struct feed_node *list = feed_child(item, SPACE_CHAPTERS, "chapters");

    if (node) {
        const char *address = feed_attribute(node, "url");
        const char *type = feed_attribute(node, "type");
        if (!address || !*address || !type || !*type)
            feed_report_add(report, RULE_CHAPTERS_INVALID, node,
                "<podcast:chapters> has no %s",
                address && *address ? "type" : "url");
        else if (strcmp(type, "application/json+chapters") != 0)
            feed_report_add(report, RULE_CHAPTERS_TYPE, node,
                "the type of the chapters is %s", type);
    }
    if (list)
        check_simple(item, list, report);
}
