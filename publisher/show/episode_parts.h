/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an episode of a feed holds besides its media: chapters, transcripts,
 * persons, tags, a cover of its own. A part of show_model.c, which owns it.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_EPISODE_PARTS_H
#define ROOMCAST_PUBLISHER_SHOW_EPISODE_PARTS_H

#include "publisher/show/show_model.h"

/* Owns what the filled records point to. */
struct episode_parts;

/* NULL when out of memory. */
struct episode_parts *episode_parts_new(void);

/* False when out of memory. */
bool episode_parts_fill(struct episode_parts *parts,
    const struct show_facts *facts, const struct catalogue_episode *from,
    struct podcast_episode *episode);

/* NULL is fine. */
void episode_parts_free(struct episode_parts *parts);

#endif
