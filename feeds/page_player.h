/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An episode's sound on a page: the browser's own player, and the files to
 * download.
 */
#ifndef ROOMCAST_FEEDS_PAGE_PLAYER_H
#define ROOMCAST_FEEDS_PAGE_PLAYER_H

#include <stdbool.h>

#include "feeds/markup.h"
#include "feeds/page_place.h"
#include "feeds/podcast.h"

/* False when there is nothing to play. */
bool page_player_has_sound(const struct podcast_episode *episode);

/* Appends the player of a page at `place`. Its sources are the alternates and
 * then the enclosure, so that a browser takes the original Opus if it can play
 * that and the MP3 if not; nothing is loaded before somebody presses play. */
void page_player_write(struct markup *page,
    const struct podcast_episode *episode, const struct page_place *place);

/* Appends a list of the files with their sizes. */
void page_player_write_files(struct markup *page,
    const struct podcast_episode *episode, const struct page_place *place);

#endif
