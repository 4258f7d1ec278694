/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What has been published, in STATE/catalogue.sqlite: the memory that makes
 * a second run do nothing, and a GUID and a URL last for ever.
 *
 * An episode is known by its recording's id. It goes through
 *
 *     finished -> rendered -> stored -> verified -> listed
 *
 * and each step is committed (on the disk) when its function returns. Rows
 * are never deleted, and of a listed one guid, show, slug, season, number and
 * date never change: the database itself refuses.
 *
 * See catalogue_read.h for all episodes, catalogue_show.h for what is kept of
 * a show, catalogue_edit.h for what people set, catalogue_trouble.h for what
 * fails. Not for use by two threads at once.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/catalogue/database.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct catalogue;

/* STATE/catalogue.sqlite; to be freed, NULL when out of memory. */
char *catalogue_path(const char *state);

/* Fails as database_open() does. With DATABASE_LOOK a catalogue that is not
 * there is an empty one. */
struct catalogue *catalogue_open(
    const char *path, enum database_mode mode, struct err *err);

/* For the other catalogue_*.c, and for transactions over several of their
 * functions. Borrowed. */
struct database *catalogue_database(struct catalogue *catalogue);

/* A new episode in state finished. Its edit and its trouble are not kept by
 * this. */
bool catalogue_add(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err);

/* Keeps what was found: texts, chapters, transcripts, persons, tags, cover,
 * kind, publish_at and notes_print; and until it is listed date and season. */
bool catalogue_set_found(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err);

struct catalogue_series {
    const char *show;
    int season; /* 0: none */
    int last;   /* the highest number known from elsewhere; 0: none */
};

/* The number that the next episode of a series gets: above the last one and
 * every one that was ever listed, the lowest such that no other episode
 * holds. */
bool catalogue_next_number(struct catalogue *catalogue,
    const struct catalogue_series *series, int *number, struct err *err);

/* Holds a number for an episode that is not listed, or with 0 gives it back:
 * what could not be rendered leaves no hole in the count. */
bool catalogue_set_number(struct catalogue *catalogue, const char *recording,
    int number, struct err *err);

/* Keeps number, duration, media and made_print of the episode as they are in
 * the record. One that was not listed is rendered then, whatever it was; a
 * listed one stays so. */
bool catalogue_set_rendered(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err);

/* From rendered to stored, from stored to verified; others stay. */
bool catalogue_set_stored(
    struct catalogue *catalogue, const char *recording, struct err *err);
bool catalogue_set_verified(
    struct catalogue *catalogue, const char *recording, struct err *err);

/* The recordings that one episode is joined from; none, or one for all others.
 * Replaces what was kept. */
bool catalogue_set_segments(struct catalogue *catalogue, const char *recording,
    const struct catalogue_segment *segments, size_t count, struct err *err);

/* Told each recording that is a part of an episode, by episode; false ends
 * it. */
typedef bool segment_taker(
    void *user, const char *episode, const char *recording, struct err *err);
bool catalogue_read_all_segments(struct catalogue *catalogue,
    segment_taker *taker, void *user, struct err *err);

/* To be freed; NULL with *count 0 when there are none. */
bool catalogue_read_segments(struct catalogue *catalogue, const char *recording,
    struct catalogue_segment **segments, size_t *count, struct err *err);

/* A word of the publisher to itself, by name; "" when it is not there. To be
 * freed; NULL when it failed. */
char *catalogue_recall(
    struct catalogue *catalogue, const char *name, struct err *err);
bool catalogue_remember(struct catalogue *catalogue, const char *name,
    const char *value, struct err *err);

/* The same of a word that is still there; *is_there: it was. */
bool catalogue_remember_still(struct catalogue *catalogue, const char *name,
    const char *value, bool *is_there, struct err *err);

/* Reads it all for damage. */
bool catalogue_check(struct catalogue *catalogue, struct err *err);

/* NULL is fine. */
void catalogue_free(struct catalogue *catalogue);
OWNED(catalogue)

#endif
