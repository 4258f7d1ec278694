/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What subscribers see change in a show's feed besides new episodes: told when
 * it has gone out, so that a correction or a removal is confirmed where the
 * publisher speaks. A part of publish_shows.c.
 *
 *     struct publish_news news = {.run = run, .site = site};
 *     …the feed is read and written…
 *     publish_news_tell(&news);
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_NEWS_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_NEWS_H

#include "publisher/run/publish_run.h"

/* Changes are told one by one up to so many. */
#define PUBLISH_NEWS_MOST 10

struct publish_news {
    const struct publish_run *run;
    const struct show_site *site;
    size_t count; /* of changes, without new episodes */
};

/* Whether it is in the feed that goes out now for the first time. */
bool publish_is_due(
    const struct show_site *site, const struct catalogue_episode *episode);

/* Of the feed's newest document. One that goes out first, or cannot be read,
 * has no news. */
void publish_news_tell(struct publish_news *news);

/* "published SHOW/SLUG: TITLE". */
void publish_tell_published(
    const struct publish_run *run, const struct catalogue_episode *episode);

#endif
