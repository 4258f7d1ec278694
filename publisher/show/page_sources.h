/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an episode's page shows and a feed does not: its words and how it
 * sounds, and of an imported one the chapters that it has in a file alone. They
 * are read from the store when its page is written, so that no catalogue holds
 * them.
 *
 *     own_value(page_sources) sources = {0};
 *     page_sources_read(&sources, &files, episode, err)
 *     page_sources_fill(&sources, &shown);
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_PAGE_SOURCES_H
#define ROOMCAST_PUBLISHER_SHOW_PAGE_SOURCES_H

#include "feeds/chapter_list.h"
#include "feeds/podcast.h"
#include "publisher/media/sound_curve.h"
#include "publisher/show/show_files.h"
#include "publisher/texts/transcript.h"

/* A zeroed record is empty. */
struct page_sources {
    struct transcript words;
    struct sound_curve curve;
    struct podcast_waveform waveform;
    struct chapter_list *chapters;
};

/* Of the files that the episode names, as far as they lie on the site, and of
 * the curve beside its media. What is not there, or was damaged by somebody,
 * is missing on the page: no failure. */
bool page_sources_read(struct page_sources *sources,
    const struct show_files *files, const struct podcast_episode *episode,
    struct err *err);

/* Lends them, but nothing that the episode has already. */
void page_sources_fill(
    const struct page_sources *sources, struct podcast_episode *episode);

void page_sources_clear(struct page_sources *sources);

#endif
