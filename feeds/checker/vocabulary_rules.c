/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/vocabulary_rules.h"

#include <string.h>

#define LICENSE_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789.-+"

/* The values that something may have, parted by '|'. */
static const struct vocabulary {
    enum feed_space space;
    const char *name;
    const char *attribute; /* NULL: the text */
    const char *values;
    enum feed_rule rule;
} vocabularies[] = {
    {SPACE_ITUNES, "type", NULL, "|episodic|serial|", RULE_TYPE_UNKNOWN},
    {SPACE_ITUNES, "episodeType", NULL, "|full|trailer|bonus|",
        RULE_EPISODE_TYPE_UNKNOWN},
    {SPACE_ITUNES, "explicit", NULL, "|true|false|", RULE_EXPLICIT_INVALID},
    {SPACE_PODCAST, "locked", NULL, "|yes|no|", RULE_LOCKED_INVALID},
    {SPACE_PODCAST, "block", NULL, "|yes|no|", RULE_VOCABULARY},
    {SPACE_PODCAST, "medium", NULL,
        "|podcast|music|video|film|audiobook|newsletter|blog|publisher|course|"
        "mixed|podcastL|musicL|videoL|filmL|audiobookL|newsletterL|blogL|"
        "publisherL|courseL|",
        RULE_VOCABULARY},
    {SPACE_PODCAST, "liveItem", "status", "|pending|live|ended|",
        RULE_LIVE_INVALID},
    {SPACE_PODCAST, "integrity", "type", "|sri|pgp-signature|",
        RULE_VOCABULARY},
    {SPACE_PODCAST, "podping", "usesPodping", "|true|false|", RULE_VOCABULARY},
    {SPACE_PODCAST, "updateFrequency", "complete", "|true|false|",
        RULE_VOCABULARY},
    {SPACE_PODCAST, "alternateEnclosure", "default", "|true|false|",
        RULE_VOCABULARY},
    {SPACE_PODCAST, "location", "rel", "|subject|creator|", RULE_VOCABULARY},
};

/* What must be there and not blank. */
static const struct need {
    const char *name;      /* in the podcast namespace */
    const char *attribute; /* NULL: the text */
    enum feed_rule rule;
} needs[] = {
    {"funding", "url", RULE_FUNDING_INVALID},
    {"person", NULL, RULE_PERSON_EMPTY},
    {"trailer", "url", RULE_TRAILER_INVALID},
    {"trailer", "pubdate", RULE_TRAILER_INVALID},
    {"liveItem", "status", RULE_LIVE_INVALID},
    {"liveItem", "start", RULE_LIVE_INVALID},
    {"contentLink", "href", RULE_VALUE_MISSING},
    {"integrity", "type", RULE_VALUE_MISSING},
    {"integrity", "value", RULE_ALTERNATE_INTEGRITY},
    {"remoteItem", "feedGuid", RULE_VALUE_MISSING},
    {"chat", "server", RULE_VALUE_MISSING},
    {"chat", "protocol", RULE_VALUE_MISSING},
    {"socialInteract", "protocol", RULE_VALUE_MISSING},
    {"image", "href", RULE_VALUE_MISSING},
    {"location", NULL, RULE_VALUE_MISSING},
    {"license", NULL, RULE_VALUE_MISSING},
    {"medium", NULL, RULE_VALUE_MISSING},
    {"updateFrequency", NULL, RULE_VALUE_MISSING},
    {"txt", NULL, RULE_VALUE_MISSING},
};

static bool is_in(const char *values, const char *value)
{
    size_t length = strlen(value);

    for (const char *at = values; at[1]; at = strchr(at + 1, '|'))
        if (!strncmp(at + 1, value, length) && at[1 + length] == '|')
            return true;
    return false;
}

static const char *value_of(const struct feed_node *node, const char *attribute)
{
    return attribute ? feed_attribute(node, attribute) : node->text;
}

static void check_values(
    const struct feed_node *node, struct feed_report *report)
{
    char name[FEED_NODE_NAME_BYTES];

    feed_node_name(node, name);
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        const struct vocabulary *it = &vocabularies[i];
        if (!feed_node_is(node, it->space, it->name))
            continue;
        const char *value = value_of(node, it->attribute);
        if (value && *value && !is_in(it->values, value))
            feed_report_add(report, it->rule, node, "<%s>%s%s is \"%s\"", name,
                it->attribute ? " " : "", it->attribute ? it->attribute : "",
                value);
        if (!it->attribute && !*node->text && it->space == SPACE_ITUNES)
            feed_report_add(report, it->rule, node, "<%s> is empty", name);
    }
}

static void check_needs(
    const struct feed_node *node, struct feed_report *report)
{
    if (node->space != SPACE_PODCAST)
        return;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        if (strcmp(node->name, needs[i].name) != 0)
            continue;
        const char *value = value_of(node, needs[i].attribute);
        if (!value || !*value)
            feed_report_add(report, needs[i].rule, node,
                "<podcast:%s> has no %s", node->name,
                needs[i].attribute ? needs[i].attribute : "text");
    }
}

/* "cc-by-4.0"; a name of one's own needs an address. */
static void check_license(
    const struct feed_node *node, struct feed_report *report)
{
    if (!feed_node_is(node, SPACE_PODCAST, "license") || !*node->text ||
        feed_attribute(node, "url"))
        return;
    if (node->text[strspn(node->text, LICENSE_LETTERS)])
        feed_report_add(report, RULE_VOCABULARY, node,
            "the license is \"%s\": a name of one's own needs a url",
            node->text);
}

/* "disabled" stands alone. */
static void check_social(
    const struct feed_node *node, struct feed_report *report)
{
    const char *protocol = feed_attribute(node, "protocol");

    if (!feed_node_is(node, SPACE_PODCAST, "socialInteract") || !protocol)
        return;
    if (strcmp(protocol, "disabled") != 0 && !feed_attribute(node, "uri"))
        feed_report_add(report, RULE_VALUE_MISSING, node,
            "<podcast:socialInteract> has no uri");
}

/* Blocked, given up or complete: Apple acts on "Yes" alone. */
static void check_ends(const struct feed_node *node, struct feed_report *report)
{
    if (node->space != SPACE_ITUNES)
        return;
    if (!strcmp(node->name, "block") && !strcmp(node->text, "Yes"))
        feed_report_add(report, RULE_FEED_BLOCKED, node,
            "itunes:block is Yes: it is taken out of Apple Podcasts");
    if (!strcmp(node->name, "complete") && !strcmp(node->text, "Yes"))
        feed_report_add(report, RULE_FEED_COMPLETE, node,
            "itunes:complete is Yes: no app asks for more episodes");
}

void vocabulary_rules_check(
    const struct feed_node *top, struct feed_report *report)
{
    for (const struct feed_node *node = feed_walk(top, top); node;
         node = feed_walk(top, node)) {
        check_values(node, report);
        check_needs(node, report);
        check_license(node, report);
        check_social(node, report);
        check_ends(node, report);
    }
}
