/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an episode's page shows and a feed does not: its words and how it
 * sounds. They are read from beside its media in the store, when its page is
 * written, so that no catalogue holds them.
 *
 *     own_value(page_sources) sources = {0};
 *     page_sources_read(&sources, store, "weekly/ep-1/ep-1", err)
 *     page_sources_fill(&sources, &episode);
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_PAGE_SOURCES_H
#define ROOMCAST_PUBLISHER_SHOW_PAGE_SOURCES_H

#include "feeds/podcast.h"
#include "publisher/media/sound_curve.h"
#include "publisher/store/store.h"
#include "publisher/texts/transcript.h"

/* A zeroed record is empty. */
struct page_sources {
    struct transcript words;
    struct sound_curve curve;
    struct podcast_waveform waveform;
};

/* Of the files whose names in the store are `stem` and a suffix. What is not
 * there, or was damaged by somebody, is missing on the page: no failure. */
bool page_sources_read(struct page_sources *sources, struct store *store,
    const char *stem, struct err *err);

/* Lends them, but nothing that the episode has already. */
void page_sources_fill(
    const struct page_sources *sources, struct podcast_episode *episode);

void page_sources_clear(struct page_sources *sources);

#endif
