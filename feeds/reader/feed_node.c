/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_node.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *prefix;
    const char *address;
    const char *alias; /* which readers take as well */
} spaces[] = {
    [SPACE_RSS] = {"", "", NULL},
    [SPACE_ITUNES] = {"itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd",
        NULL},
    [SPACE_PODCAST] = {"podcast", "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/"
        "docs/1.0.md"},
    [SPACE_ATOM] = {"atom", "http://www.w3.org/2005/Atom", NULL},
    [SPACE_CONTENT] = {"content", "http://purl.org/rss/1.0/modules/content/",
        NULL},
    [SPACE_CHAPTERS] = {"psc", "http://podlove.org/simple-chapters",
        "http://podlove.org/simple-chapters/"},
    [SPACE_HISTORY] = {"fh", "http://purl.org/syndication/history/1.0", NULL},
};

#define SPACE_COUNT (sizeof spaces / sizeof *spaces)

const char *feed_space_address(enum feed_space space)
{
    return space < SPACE_COUNT ? spaces[space].address : "";
}

const char *feed_space_prefix(enum feed_space space)
{
    return space < SPACE_COUNT ? spaces[space].prefix : "";
}

enum feed_space feed_space_find(
    const char *prefix, const char *address, bool *is_right)
{
    *is_right = true;
    for (size_t i = 0; i < SPACE_COUNT; i++)
        if (!strcmp(address, spaces[i].address) ||
            (spaces[i].alias && !strcmp(address, spaces[i].alias)))
            return (enum feed_space)i;
    *is_right = false;
    for (size_t i = SPACE_RSS + 1; i < SPACE_COUNT; i++)
        if (!strcasecmp(address, spaces[i].address) ||
            !strcmp(prefix, spaces[i].prefix))
            return (enum feed_space)i;
    return SPACE_OTHER;
}

bool feed_node_is(
    const struct feed_node *node, enum feed_space space, const char *name)
{
    return node->space == space && !strcmp(node->name, name);
}

static const struct feed_node *find_alike(
    const struct feed_node *node, enum feed_space space, const char *name)
{
    while (node && !feed_node_is(node, space, name))
        node = node->next;
    return node;
}

const struct feed_node *feed_child(
    const struct feed_node *node, enum feed_space space, const char *name)
{
    return node ? find_alike(node->first, space, name) : NULL;
}

const struct feed_node *feed_next_alike(const struct feed_node *node)
{
    return find_alike(node->next, node->space, node->name);
}

size_t feed_count_children(
    const struct feed_node *node, enum feed_space space, const char *name)
{
    const struct feed_node *child = feed_child(node, space, name);
    size_t count = 0;

    for (; child; child = feed_next_alike(child))
        count++;
    return count;
}

const char *feed_child_text(
    const struct feed_node *node, enum feed_space space, const char *name)
{
    const struct feed_node *child = feed_child(node, space, name);

    return child ? child->text : "";
}

const char *feed_attribute(const struct feed_node *node, const char *name)
{
    for (size_t i = 0; node && i < node->attribute_count; i++)
        if (!strcmp(node->attributes[i].name, name))
            return node->attributes[i].value;
    return NULL;
}

const struct feed_node *feed_walk(
    const struct feed_node *top, const struct feed_node *at)
{
    if (at->first && (at == top || !feed_node_is(at, SPACE_RSS, "item")))
        return at->first;
    while (at != top && !at->next)
        at = at->parent;
    return at == top ? NULL : at->next;
}

void feed_node_name(
    const struct feed_node *node, char name[FEED_NODE_NAME_BYTES])
{
    const char *prefix = feed_space_prefix(node->space);

    snprintf(name, FEED_NODE_NAME_BYTES, "%s%s%s", prefix, *prefix ? ":" : "",
        node->name);
}
