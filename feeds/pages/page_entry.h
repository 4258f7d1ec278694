/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data of an episode that stand in a list of them as on its own page: its
 * title and address, the facts of it, and its sound.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_ENTRY_H
#define ROOMCAST_FEEDS_PAGES_PAGE_ENTRY_H

#include <stdbool.h>

#include "feeds/pages/page_data.h"
#include "feeds/pages/page_place.h"
#include "feeds/podcast.h"

void page_entry_set(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place);

/* Sets "number", or "kicker": "Season 2 · Episode 5". */
void page_entry_set_number(struct page_data *data, const char *name,
    const struct podcast_episode *episode);

/* Sets sources, files and waveform, if there is something to play. Sources
 * are the alternates and then the enclosure, so that a browser takes the
 * original Opus if it can play that and the MP3 if not. */
void page_entry_set_sound(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place);

/* What can be played at a moment; NULL without sound. */
const struct podcast_media *page_entry_media(
    const struct podcast_episode *episode);

#endif
