/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What has been published, in STATE/catalogue.sqlite: the memory that makes
 * a second run do nothing, and a GUID and a URL last for ever.
 *
 * An episode is known by its recording's id. It goes through
 *
 *     found -> rendered -> stored -> listed
 *
 * and each step is committed (on the disk) when its function returns. Rows
 * are never deleted, and of a listed one guid, show, slug, number and date
 * never change: the database itself refuses.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_H
#define ROOMCAST_PUBLISHER_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/database.h"
#include "publisher/slug.h"
#include "recorder/base/err.h"
#include "recorder/base/identifier.h"
#include "recorder/base/own.h"

#define CATALOGUE_NAME_BYTES 65
#define CATALOGUE_GUID_BYTES 48

enum episode_state {
    EPISODE_FOUND,    /* its names are settled, nothing is made yet */
    EPISODE_RENDERED, /* its media lie in the workshop */
    EPISODE_STORED,   /* its media are on the site */
    EPISODE_LISTED    /* it is in the feed, for ever */
};

struct catalogue_media {
    int64_t length_bytes; /* 0: not made yet */
    int bitrate;          /* bits a second */
    char integrity[80];   /* "sha384-…" */
};

struct catalogue_episode {
    char recording[IDENTIFIER_BYTES];
    char room[CATALOGUE_NAME_BYTES];
    char show[CATALOGUE_NAME_BYTES];
    char guid[CATALOGUE_GUID_BYTES]; /* "urn:uuid:RECORDING" */
    char slug[SLUG_BYTES];
    char *title;
    char *description;
    int64_t started;   /* UTC seconds */
    int64_t published; /* UTC seconds, distinct within the show */
    int64_t duration_ms;
    int number; /* from 1, 0 until rendered */
    enum episode_state state;
    struct catalogue_media mp3;
    struct catalogue_media opus;
};

struct catalogue_show {
    char name[CATALOGUE_NAME_BYTES];
    char guid[IDENTIFIER_BYTES]; /* podcast:guid, made once */
    char fingerprint[17];        /* of the feed without its date */
    int64_t changed;             /* when that last became another */
};

/* Episodes by show, then date, oldest first. A zeroed struct is an empty
 * list. */
struct episode_list {
    struct catalogue_episode *items;
    size_t count;
};

void catalogue_episode_clear(struct catalogue_episode *episode);

/* Appends a zeroed episode; NULL when out of memory. */
struct catalogue_episode *episode_list_add(struct episode_list *list);
const struct catalogue_episode *episode_list_find(
    const struct episode_list *list, const char *recording);
void episode_list_clear(struct episode_list *list);

struct catalogue;

/* Fails as database_open() does. With DATABASE_LOOK a catalogue that is not
 * there is an empty one. */
struct catalogue *catalogue_open(
    const char *path, enum database_mode mode, struct err *err);

/* All episodes, into an empty list. */
bool catalogue_read(
    struct catalogue *catalogue, struct episode_list *list, struct err *err);

/* A new episode in state found. */
bool catalogue_add(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err);

/* The number that the show's next episode gets. */
bool catalogue_next_number(struct catalogue *catalogue, const char *show,
    int *number, struct err *err);

/* Keeps number, duration and media of the episode as they are in the record,
 * and takes it from found to rendered; a later state stays. */
bool catalogue_set_rendered(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err);

/* From rendered to stored; a later state stays. */
bool catalogue_set_stored(
    struct catalogue *catalogue, const char *recording, struct err *err);

/* *is_known says whether it has been published before; *show is untouched
 * if not. */
bool catalogue_find_show(struct catalogue *catalogue, const char *name,
    struct catalogue_show *show, bool *is_known, struct err *err);

/* At once: keeps the show's record, and takes its stored episodes to listed.
 * The guid of a known show stays as it is. */
bool catalogue_list(struct catalogue *catalogue,
    const struct catalogue_show *show, struct err *err);

/* Reads it all for damage. */
bool catalogue_check(struct catalogue *catalogue, struct err *err);

/* NULL is fine. */
void catalogue_free(struct catalogue *catalogue);
OWNED(catalogue)

#endif
