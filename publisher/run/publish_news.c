/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_news.h"

#include <string.h>

#include "feeds/checker/feed_change_line.h"
#include "feeds/checker/feed_diff.h"
#include "recorder/base/own.h"

bool publish_is_due(
    const struct show_site *site, const struct catalogue_episode *episode)
{
    return episode->state == EPISODE_VERIFIED && show_site_has(site, episode);
}

static const char *show_of(const struct publish_news *news)
{
    return show_site_record(news->site)->name;
}

/* News are a courtesy: a feed that cannot be read has none. */
static struct feed_tree *parse(const struct text *bytes)
{
    struct err ignored;
    own(feed_tree) tree = feed_parse(
        text_string(bytes), bytes->length, FEED_LENIENT, NULL, &ignored);

    return tree && feed_child(tree->root, SPACE_RSS, "channel") ? take(tree)
                                                                : NULL;
}

void publish_tell_published(
    const struct publish_run *run, const struct catalogue_episode *episode)
{
    own_value(text) line = {0};

    text_appendf(&line, "published %s/%s: %s", episode->show, episode->slug,
        episode_title(episode));
    publish_run_tell(run, PUBLISH_DONE, "publish", episode, &line);
}

/* The episode that is new in the feed; NULL when something else is. */
static const struct catalogue_episode *find_new(
    const struct publish_news *news, const struct feed_change *change)
{
    const struct episode_list *episodes = &news->run->episodes;

    if (change->kind != FEED_CHANGE_NEW || strcmp(change->what, "episode") != 0)
        return NULL;
    for (size_t i = 0; i < episodes->count; i++)
        if (strcmp(episodes->items[i].guid, change->after) == 0)
            return &episodes->items[i];
    return NULL;
}

/* One that is due is told already. One that was listed before, and not brought
 * back, is in the feed for the first time all the same: the run that listed it
 * failed before the feed was out. */
static bool tell_new(
    struct publish_news *news, const struct catalogue_episode *episode)
{
    if (!episode || episode->is_kept)
        return false;
    if (!publish_is_due(news->site, episode))
        publish_tell_published(news->run, episode);
    return true;
}

static void on_change(void *user, const struct feed_change *change)
{
    struct publish_news *news = user;
    own_value(text) line = {0};

    if (tell_new(news, find_new(news, change)) ||
        ++news->count > PUBLISH_NEWS_MOST)
        return;
    text_appendf(&line, "updated %s: ", show_of(news));
    feed_change_append(&line, change);
    publish_run_tell(news->run, PUBLISH_DONE, "update", NULL, &line);
}

static void tell_changes(struct publish_news *news)
{
    own_value(text) line = {0};
    own(feed_tree) before = parse(show_site_published(news->site));
    own(feed_tree) after = parse(show_site_feed(news->site));

    if (!before || !after || !feed_diff(before, after, on_change, news) ||
        news->count <= PUBLISH_NEWS_MOST)
        return;
    text_appendf(&line, "updated %s: and %zu more changes", show_of(news),
        news->count - PUBLISH_NEWS_MOST);
    publish_run_tell(news->run, PUBLISH_DONE, "update", NULL, &line);
}

void publish_news_tell(struct publish_news *news)
{
    if (!text_equals(
            show_site_published(news->site), show_site_feed(news->site)))
        tell_changes(news);
}
