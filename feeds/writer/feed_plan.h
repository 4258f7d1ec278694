/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which documents a show's feed consists of. A feed of few episodes is one
 * document. A longer one is the newest, and archives behind it (RFC 5005,
 * section 4), one for each period (episode_period.h); a period is archived when
 * it is over, so an archive's bytes change only when somebody changes an old
 * episode:
 *
 *     feed.xml           the newest, at least FEED_PLAN_RECENT of them
 *     feed-2026-10.xml   of a year that had many
 *     feed-2025.xml
 *
 * Where the newest document and an
 * archive overlap, readers know episodes by their guid.
 *
 *     own(feed_plan) plan = feed_plan_new(show, NULL, err);
 *     for (size_t i = 0; i < plan->count; i++)
 *         rss_write_document(show, &plan->documents[i], &bytes, err)
 */
#ifndef ROOMCAST_FEEDS_WRITER_FEED_PLAN_H
#define ROOMCAST_FEEDS_WRITER_FEED_PLAN_H

#include "feeds/podcast.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define FEED_PLAN_RECENT 100 /* episodes in the newest document at least */

struct feed_plan {
    struct rss_document *documents; /* the feed first, then the archives */
    size_t count;
    char **addresses; /* owned; of the archives */
};

/* The show's feed, or the one in one of its formats. Borrows both. Episodes
 * must be in order, newest first. Fails when out of memory. */
struct feed_plan *feed_plan_new(const struct podcast_show *show,
    const struct podcast_format *format, struct err *err);

/* NULL is fine. */
void feed_plan_free(struct feed_plan *plan);
OWNED(feed_plan)

#endif
