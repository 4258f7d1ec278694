/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_reader_losses.h"

#include <stdio.h>
#include <string.h>

/* Of more kinds than that the rest is one kind. */
#define MOST_KINDS 100

/* Elements that are read, or hold nothing of their own: ' ' parts them. */
static const char *const known[] = {
    [SPACE_RSS] = " rss channel item title link description language "
                  "copyright generator pubDate lastBuildDate image url width "
                  "height enclosure guid managingEditor webMaster docs ttl ",
    [SPACE_ITUNES] = " author owner name email image category explicit type "
                     "new-feed-url block complete title summary duration "
                     "season episode episodeType ",
    [SPACE_PODCAST] =
        " guid locked medium liveItem contentLink chapters transcript person "
        "location alternateEnclosure source integrity soundbite podroll "
        "remoteItem publisher funding license season episode trailer txt "
        "podping updateFrequency block chat socialInteract image ",
    [SPACE_ATOM] = " link ",
    [SPACE_CONTENT] = " encoded ",
    [SPACE_CHAPTERS] = " chapters chapter ",
    [SPACE_HISTORY] = " archive complete ",
    [SPACE_OTHER] = " creator date ",
};

struct loss {
    char name[FEED_NODE_NAME_BYTES];
    int line;
    size_t count;
};

struct losses {
    struct loss items[MOST_KINDS + 1];
    size_t count;
};

static bool is_known(const struct feed_node *node)
{
    const char *list = known[node->space];
    size_t length = strlen(node->name);

    for (const char *at = strstr(list, node->name); at;
         at = strstr(at + 1, node->name))
        if (at[-1] == ' ' && at[length] == ' ')
            return true;
    return false;
}

/* Of several top categories Apple uses the first, and so do we. */
static bool is_further_category(const struct feed_node *node)
{
    return feed_node_is(node, SPACE_ITUNES, "category") &&
           feed_child(node->parent, SPACE_ITUNES, "category") != node;
}

static void add(struct losses *losses, const char *name, int line)
{
    size_t at = 0;

    while (at < losses->count && strcmp(losses->items[at].name, name) != 0)
        at++;
    if (at == MOST_KINDS)
        name = "others";
    if (at == losses->count) {
        snprintf(losses->items[at].name, FEED_NODE_NAME_BYTES, "%s", name);
        losses->items[at].line = line;
        losses->count++;
    }
    losses->items[at].count++;
}

static void collect(struct losses *losses, const struct feed_node *top)
{
    char name[FEED_NODE_NAME_BYTES];

    for (const struct feed_node *node = feed_walk(top, top); node;
         node = feed_walk(top, node)) {
        if (is_known(node) && !is_further_category(node))
            continue;
        feed_node_name(node, name);
        add(losses, name, node->line);
    }
}

void feed_reader_losses_list(
    const struct feed_node *channel, feed_loss_listener *told, void *user)
{
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");
    struct losses losses = {0};

    collect(&losses, channel);
    for (; item; item = feed_next_alike(item))
        collect(&losses, item);
    for (size_t i = 0; i < losses.count; i++)
        told(user, losses.items[i].name, losses.items[i].line,
            losses.items[i].count);
}
