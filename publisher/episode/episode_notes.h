/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people wrote of an episode: NAME.md beside the recording NAME.opus.
 *
 *     ---
 *     title: The budget, at last
 *     season: 2
 *     number: 14
 *     type: bonus                    full (default), trailer, bonus
 *     explicit: false
 *     publish: 2026-11-23T06:00:00Z  not before
 *     persons:
 *       - Ada Example (host) https://example.org/ada
 *       - Ben Example (guest)
 *     cut: 0:00-0:35, 1:02:03-
 *     redact: 00:12:03-00:12:20
 *     soundbites:
 *       - 0:14:10-0:14:40 Why the bridge is closed
 *     license: cc-by-4.0             and the other keys of item_keys.h
 *     ---
 *     Show notes in CommonMark.
 *
 * Without a head the first heading is the title and everything else the
 * notes. An unknown key is refused: it would be a typing error that nobody
 * finds.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_NOTES_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_NOTES_H

#include "feeds/podcast.h"
#include "feeds/reader/feed_storage.h"
#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/media/edit_list.h"
#include "publisher/texts/person_list.h"
#include "recorder/base/err.h"

#define EPISODE_NOTES_MOST_BYTES (1 << 20)

/* Zeroed: nothing was written. */
struct episode_notes {
    char *title; /* one clean line, or NULL */
    char *body;  /* CommonMark, or NULL */
    int season;  /* 0: not said */
    int number;
    enum episode_choice is_explicit;
    enum episode_kind kind; /* unset: not said */
    int64_t publish_at;     /* UTC seconds, 0: not said */
    struct person_list persons;
    struct edit_list edits;
    struct podcast_episode item;  /* its tags, and nothing else of it */
    struct feed_storage *storage; /* what they point to; NULL: there are none */
};

/* From the text of a file. ERR_FORMAT or ERR_CONFIG with line and key. */
bool episode_notes_parse(
    const char *text, struct episode_notes *notes, struct err *err);

/* From the file itself; one that is not there says nothing. Messages begin
 * with its path. */
bool episode_notes_read(
    const char *path, struct episode_notes *notes, struct err *err);

void episode_notes_clear(struct episode_notes *notes);

#endif
