/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a show that follow from its records alone: the pages with what
 * they need beside them, and the documents its feed consists of. Each is
 * written where it differs from what is there.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_SHOW_FILES_H
#define ROOMCAST_PUBLISHER_SHOW_SHOW_FILES_H

#include "feeds/pages/page_templates.h"
#include "feeds/podcast.h"
#include "publisher/show/page_memory.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define SHOW_FEED_NAME "feed.xml"

/* All borrowed. */
struct show_files {
    struct store *store;
    const char *folder; /* of the show in the store; "" for the site's own */
    const struct podcast_show *show;
    const struct page_templates *templates; /* NULL: the built-in ones */
};

/* Stylesheet, script and icon, which pages cannot be without. */
bool show_files_write_assets(const struct show_files *files, struct err *err);

/* The pages of the episodes with their transcripts, those of the years, and
 * the show's own last. Those of episodes that `pages` knows are left as they
 * are; it is told what was written. */
bool show_files_write_pages(
    const struct show_files *files, struct page_memory *pages, struct err *err);

/* The feeds in other formats and the archives, the feed itself last, which is
 * appended to `feed` too. `published` is what is out there in its place. */
bool show_files_write_feeds(const struct show_files *files,
    const struct text *published, struct text *feed, struct err *err);

#endif
