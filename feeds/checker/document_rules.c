/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/document_rules.h"

#include <string.h>

#include "feeds/checker/address_rules.h"
#include "feeds/checker/alternate_rules.h"
#include "feeds/checker/chapter_rules.h"
#include "feeds/checker/enclosure_rules.h"
#include "feeds/checker/episode_rules.h"
#include "feeds/checker/live_rules.h"
#include "feeds/checker/notes_rules.h"
#include "feeds/checker/show_guid_rules.h"
#include "feeds/checker/show_rules.h"
#include "feeds/checker/text_rules.h"
#include "feeds/checker/transcript_rules.h"
#include "feeds/checker/twin_rules.h"
#include "feeds/checker/vocabulary_rules.h"

#define MANY_EPISODES 300
#define TOO_MANY_EPISODES 2000

static void check_namespaces(
    const struct feed_tree *tree, struct feed_report *report)
{
    if (tree->undeclared_line)
        feed_report_line(report, RULE_NAMESPACE_UNDECLARED,
            tree->undeclared_line, "the prefix \"%s\" is not declared",
            tree->undeclared);
    for (size_t i = 0; i < tree->declaration_count; i++) {
        const struct feed_declaration *it = &tree->declarations[i];
        if (it->space == SPACE_RSS || it->space == SPACE_OTHER)
            continue;
        if (!it->is_right)
            feed_report_line(report, RULE_NAMESPACE_MISSPELT, it->line,
                "xmlns:%s is \"%s\", expected \"%s\"", it->prefix, it->address,
                feed_space_address(it->space));
        else if (strcmp(it->prefix, feed_space_prefix(it->space)) != 0)
            feed_report_line(report, RULE_NAMESPACE_PREFIX, it->line,
                "the prefix of %s is \"%s\", expected \"%s\"", it->address,
                it->prefix, feed_space_prefix(it->space));
    }
}

static const struct feed_node *find_channel(
    const struct feed_tree *tree, struct feed_report *report)
{
    const struct feed_node *root = tree->root;

    if (!feed_node_is(root, SPACE_RSS, "rss")) {
        feed_report_add(report, RULE_ROOT_NOT_RSS, root,
            "the root element is <%s>", root->name);
        return NULL;
    }
    const char *version = feed_attribute(root, "version");
    if (!version || strcmp(version, "2.0") != 0)
        feed_report_add(report, RULE_RSS_VERSION, root, "the version is \"%s\"",
            version ? version : "");
    const struct feed_node *channel = feed_child(root, SPACE_RSS, "channel");
    if (!channel)
        feed_report_add(
            report, RULE_ROOT_NOT_RSS, root, "the feed has no <channel>");
    else if (feed_next_alike(channel))
        feed_report_add(report, RULE_ELEMENT_REPEATED, feed_next_alike(channel),
            "there is a second <channel>");
    return channel;
}

static void check_counts(
    const struct feed_node *channel, struct feed_report *report)
{
    size_t count = feed_count_children(channel, SPACE_RSS, "item");

    if (!count)
        feed_report_add(
            report, RULE_EPISODES_MISSING, channel, "the show has no episode");
    if (count > TOO_MANY_EPISODES)
        feed_report_line(report, RULE_EPISODES_TOO_MANY, 0,
            "the feed has %zu episodes", count);
    else if (count > MANY_EPISODES)
        feed_report_line(
            report, RULE_EPISODES_MANY, 0, "the feed has %zu episodes", count);
}

static void check_items(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");
    const struct feed_node *previous = NULL;

    report->show_title = feed_child_text(channel, SPACE_RSS, "title");
    report->show_type = feed_child_text(channel, SPACE_ITUNES, "type");
    for (size_t at = 0; item; at++) {
        feed_report_turn_to(report, item, at);
        text_rules_check(item, report);
        address_rules_check(item, report);
        vocabulary_rules_check(item, report);
        notes_rules_check(item, report);
        episode_rules_check(item, previous, report);
        enclosure_rules_check(item, report);
        alternate_rules_check(item, report);
        transcript_rules_check(item, report);
        chapter_rules_check(item, report);
        previous = item;
        item = feed_next_alike(item);
    }
    feed_report_turn_to_channel(report);
}

bool document_rules_check(
    const struct feed_tree *tree, struct feed_report *report)
{
    if (tree->doctype_line)
        feed_report_line(
            report, RULE_DOCTYPE, tree->doctype_line, "the feed has a DOCTYPE");
    check_namespaces(tree, report);
    const struct feed_node *channel = find_channel(tree, report);
    if (!channel)
        return false;
    check_counts(channel, report);
    text_rules_check(channel, report);
    address_rules_check(channel, report);
    vocabulary_rules_check(channel, report);
    notes_rules_check(channel, report);
    show_rules_check(channel, report);
    show_guid_rules_check(channel, report);
    live_rules_check(channel, report);
    check_items(channel, report);
    twin_rules_check(channel, report);
    return true;
}
