/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The feed of a show: RSS 2.0 with the itunes, podcast, atom and content
 * namespaces, as Apple, PSP-1 and Podcasting 2.0 want it. Pure and
 * deterministic to the byte.
 */
#ifndef ROOMCAST_FEEDS_RSS_WRITER_H
#define ROOMCAST_FEEDS_RSS_WRITER_H

#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends the whole document. Texts are cleaned (clean_text.h) and escaped
 * once, so that the feed is well-formed whatever a title holds; descriptions
 * become HTML (show_notes.h) in CDATA. What is absent or blank has no
 * element. <lastBuildDate> is show->changed and <pubDate> that of the first
 * episode. Fails only when memory runs out, and appends nothing then. */
bool rss_write(
    const struct podcast_show *show, struct text *feed, struct err *err);

#endif
