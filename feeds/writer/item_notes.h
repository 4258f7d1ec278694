/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The show notes of an item of a feed: HTML, with the chapters as a list of
 * times below it, which Apple Podcasts and Spotify make chapters of. They are
 * left out where the notes have their times already.
 */
#ifndef ROOMCAST_FEEDS_WRITER_ITEM_NOTES_H
#define ROOMCAST_FEEDS_WRITER_ITEM_NOTES_H

#include "feeds/podcast.h"
#include "recorder/base/text.h"

/* What Apple and PSP-1 take as a description. */
#define ITEM_NOTES_MOST_BYTES 4000

/* A zeroed struct is empty. */
struct item_notes {
    struct text brief; /* for <description>: as many whole blocks as fit */
    struct text whole; /* for <content:encoded>; empty when brief is all */
};

/* Fills an empty one. Both stay empty without notes and chapters. */
bool item_notes_make(const struct podcast_episode *episode,
    struct item_notes *notes, struct err *err);

/* The same for a show, which has no chapters. */
bool item_notes_make_show(
    const struct podcast_show *show, struct item_notes *notes, struct err *err);

void item_notes_clear(struct item_notes *notes);

#endif
