/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The feed of a show: RSS 2.0 with the itunes, podcast, atom, content and psc
 * namespaces, as Apple, PSP-1 and Podcasting 2.0 want it. Pure and
 * deterministic to the byte.
 */
#ifndef ROOMCAST_FEEDS_WRITER_RSS_WRITER_H
#define ROOMCAST_FEEDS_WRITER_RSS_WRITER_H

#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* One document of those that a show's feed may be split into (feed_plan.h
 * makes them). */
struct rss_document {
    const char *address;  /* rel="self"; NULL: the show's feed_url */
    const char *previous; /* rel="prev-archive" (RFC 5005); NULL: none */
    const struct podcast_format *format; /* one of the show's; NULL: the feed */
    bool is_archive; /* RFC 5005, section 4: not to change again */
    size_t first;    /* episode, from the newest */
    size_t count;    /* of episodes */
};

/* Appends the whole document. Texts are cleaned (clean_text.h) and escaped
 * once, so that the feed is well-formed whatever a title holds; descriptions
 * become HTML (item_notes.h) in CDATA. What is absent or blank has no
 * element. <lastBuildDate> is show->changed and <pubDate> that of the first
 * episode. Fails only when memory runs out, and appends nothing then. */
bool rss_write_document(const struct podcast_show *show,
    const struct rss_document *document, struct text *feed, struct err *err);

/* The same with all episodes in the show's one feed. */
bool rss_write(
    const struct podcast_show *show, struct text *feed, struct err *err);

/* All that a feed says of one episode: a document that is its <item>. */
bool rss_write_item(
    const struct podcast_episode *episode, struct text *item, struct err *err);

#endif
