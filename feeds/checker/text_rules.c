/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/text_rules.h"

#include <string.h>

#include "recorder/base/text.h"

#define MOST_CHARACTERS 255
#define MOST_DESCRIPTION_BYTES 4000
#define MOST_TXT_BYTES 4000
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Elements whose text is plain, and its bound. */
static const struct plain {
    enum feed_space space;
    const char *name;
    size_t most; /* characters */
    enum feed_rule rule;
} plains[] = {
    {SPACE_RSS, "title", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_RSS, "copyright", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_RSS, "generator", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_RSS, "guid", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_ITUNES, "title", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_ITUNES, "subtitle", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_ITUNES, "author", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_ITUNES, "name", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_ITUNES, "email", MOST_CHARACTERS, RULE_TEXT_TOO_LONG},
    {SPACE_PODCAST, "funding", 128, RULE_PODCAST_TEXT_TOO_LONG},
    {SPACE_PODCAST, "person", 128, RULE_PODCAST_TEXT_TOO_LONG},
    {SPACE_PODCAST, "location", 128, RULE_PODCAST_TEXT_TOO_LONG},
    {SPACE_PODCAST, "soundbite", 128, RULE_PODCAST_TEXT_TOO_LONG},
    {SPACE_PODCAST, "trailer", 128, RULE_PODCAST_TEXT_TOO_LONG},
    {SPACE_PODCAST, "updateFrequency", 128, RULE_PODCAST_TEXT_TOO_LONG},
    {SPACE_PODCAST, "txt", MOST_TXT_BYTES, RULE_PODCAST_TEXT_TOO_LONG},
};

/* Attributes with a bound of their own. */
static const struct {
    const char *element; /* of the podcast namespace */
    const char *attribute;
    size_t most;
} bounded[] = {
    {"season", "name", 128},
    {"episode", "display", 32},
    {"alternateEnclosure", "title", 32},
    {"alternateEnclosure", "rel", 32},
    {"txt", "purpose", 128},
};

/* Elements that stand once in their parent. */
static const struct {
    enum feed_space space;
    const char *name;
} once[] = {
    {SPACE_RSS, "title"},
    {SPACE_RSS, "link"},
    {SPACE_RSS, "description"},
    {SPACE_RSS, "language"},
    {SPACE_RSS, "copyright"},
    {SPACE_RSS, "generator"},
    {SPACE_RSS, "lastBuildDate"},
    {SPACE_RSS, "pubDate"},
    {SPACE_RSS, "image"},
    {SPACE_RSS, "guid"},
    {SPACE_CONTENT, "encoded"},
    {SPACE_CHAPTERS, "chapters"},
    {SPACE_ITUNES, "author"},
    {SPACE_ITUNES, "explicit"},
    {SPACE_ITUNES, "image"},
    {SPACE_ITUNES, "type"},
    {SPACE_ITUNES, "owner"},
    {SPACE_ITUNES, "duration"},
    {SPACE_ITUNES, "episode"},
    {SPACE_ITUNES, "season"},
    {SPACE_ITUNES, "episodeType"},
    {SPACE_ITUNES, "title"},
    {SPACE_ITUNES, "block"},
    {SPACE_ITUNES, "complete"},
    {SPACE_ITUNES, "new-feed-url"},
    {SPACE_PODCAST, "guid"},
    {SPACE_PODCAST, "locked"},
    {SPACE_PODCAST, "medium"},
    {SPACE_PODCAST, "podroll"},
    {SPACE_PODCAST, "publisher"},
    {SPACE_PODCAST, "podping"},
    {SPACE_PODCAST, "updateFrequency"},
    {SPACE_PODCAST, "license"},
    {SPACE_PODCAST, "chapters"},
    {SPACE_PODCAST, "season"},
    {SPACE_PODCAST, "episode"},
    {SPACE_PODCAST, "chat"},
    {SPACE_PODCAST, "integrity"},
};

#define ONCE_COUNT (sizeof once / sizeof *once)

/* "<b>", "</b>": what was meant for a browser. */
static bool has_markup(const char *text)
{
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        const char *name = at + 1 + (at[1] == '/');
        if (*name && strchr(LETTERS, *name) && strchr(name, '>'))
            return true;
    }
    return false;
}

/* "&amp;", "&#38;" in what has been decoded once. */
static bool has_reference(const char *text)
{
    for (const char *at = strchr(text, '&'); at; at = strchr(at + 1, '&')) {
        size_t length = strspn(at + 1, LETTERS);
        if (length > 1 && at[1 + length] == ';')
            return true;
        if (at[1] == '#' && strspn(at + 2, "x0123456789") > 0)
            return true;
    }
    return false;
}

static void check_plain(
    const struct feed_node *node, const char *name, struct feed_report *report)
{
    const struct plain *found = NULL;

    for (size_t i = 0; i < sizeof plains / sizeof *plains; i++)
        if (feed_node_is(node, plains[i].space, plains[i].name))
            found = &plains[i];
    if (!found)
        return;
    size_t count = text_characters(node->text);
    if (count > found->most)
        feed_report_add(report, found->rule, node,
            "%s has %zu characters, expected at most %zu", name, count,
            found->most);
    if (has_markup(node->text))
        feed_report_add(report, RULE_TITLE_MARKUP, node,
            "%s holds markup, which is shown as it is typed", name);
    else if (has_reference(node->text))
        feed_report_add(report, RULE_TEXT_DOUBLE_ESCAPED, node,
            "%s is \"%s\" after decoding", name, node->text);
}

/* Notes are HTML, which is decoded once more; twice is once too often. */
static void check_description(
    const struct feed_node *node, const char *name, struct feed_report *report)
{
    bool is_description = feed_node_is(node, SPACE_RSS, "description") ||
                          feed_node_is(node, SPACE_ITUNES, "summary");

    if (!is_description && !feed_node_is(node, SPACE_CONTENT, "encoded"))
        return;
    size_t length = strlen(node->text);
    if (is_description && length > MOST_DESCRIPTION_BYTES)
        feed_report_add(report, RULE_DESCRIPTION_TOO_LONG, node,
            "%s has %zu bytes, expected at most %d", name, length,
            MOST_DESCRIPTION_BYTES);
    if (!strchr(node->text, '<') &&
        (strstr(node->text, "&lt;p&gt;") || strstr(node->text, "&lt;/") ||
            strstr(node->text, "&lt;br")))
        feed_report_add(report, RULE_TEXT_DOUBLE_ESCAPED, node,
            "%s shows its markup as text", name);
}

static void check_bounds(
    const struct feed_node *node, struct feed_report *report)
{
    if (node->space != SPACE_PODCAST)
        return;
    for (size_t i = 0; i < sizeof bounded / sizeof *bounded; i++) {
        if (strcmp(node->name, bounded[i].element) != 0)
            continue;
        const char *value = feed_attribute(node, bounded[i].attribute);
        if (value && text_characters(value) > bounded[i].most)
            feed_report_add(report, RULE_PODCAST_TEXT_TOO_LONG, node,
                "podcast:%s %s has more than %zu characters", node->name,
                bounded[i].attribute, bounded[i].most);
    }
}

static void check_once(
    const struct feed_node *parent, struct feed_report *report)
{
    int counts[ONCE_COUNT] = {0};

    for (const struct feed_node *at = parent->first; at; at = at->next) {
        size_t i = 0;
        while (i < ONCE_COUNT && !feed_node_is(at, once[i].space, once[i].name))
            i++;
        if (i < ONCE_COUNT && ++counts[i] == 2)
            feed_report_add(report, RULE_ELEMENT_REPEATED, at,
                "there is a second <%s%s%s>", feed_space_prefix(at->space),
                at->space == SPACE_RSS ? "" : ":", at->name);
    }
}

static void check_node(const struct feed_node *node, struct feed_report *report)
{
    char name[FEED_NODE_NAME_BYTES];
    bool is_guid = feed_node_is(node, SPACE_RSS, "guid");

    feed_node_name(node, name);
    if (node->is_padded && !node->first)
        feed_report_add(report,
            is_guid ? RULE_GUID_WHITE_SPACE : RULE_TEXT_OUTER_SPACE, node,
            "there is white space around the text of <%s>", name);
    check_plain(node, name, report);
    check_description(node, name, report);
    check_bounds(node, report);
    if (!feed_node_is(node, SPACE_RSS, "item"))
        check_once(node, report);
    if (node->first && (feed_node_is(node, SPACE_RSS, "description") ||
                           feed_node_is(node, SPACE_RSS, "title") ||
                           node->space == SPACE_CONTENT))
        feed_report_add(report, RULE_TEXT_HAS_ELEMENTS, node,
            "there are elements within <%s>", name);
}

void text_rules_check(const struct feed_node *top, struct feed_report *report)
{
    check_once(top, report);
    for (const struct feed_node *node = feed_walk(top, top); node;
         node = feed_walk(top, node))
        if (!node->is_other)
            check_node(node, report);
}
