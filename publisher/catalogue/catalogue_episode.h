/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One episode as the catalogue keeps it, and lists of them.
 *
 * What was found (in the recording, its notes, the configuration) and what
 * people have set by hand are kept apart: the first is found anew by every
 * run, the second stands above it until somebody takes it back. Ask the
 * functions below for what holds.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_EPISODE_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_EPISODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/texts/slug.h"
#include "recorder/base/identifier.h"

#define CATALOGUE_NAME_BYTES 65
#define CATALOGUE_GUID_BYTES 48
#define CATALOGUE_PRINT_BYTES 17

enum episode_state {
    EPISODE_FINISHED, /* its names are settled, nothing is made yet */
    EPISODE_RENDERED, /* its media lie in the workshop */
    EPISODE_STORED,   /* its media have been put into the store */
    EPISODE_VERIFIED, /* the store has said that it has them whole */
    EPISODE_LISTED    /* it is or was in the feed: its names are for ever */
};

enum episode_kind {
    EPISODE_KIND_UNSET, /* of an edit; what was found is never unset */
    EPISODE_FULL,
    EPISODE_TRAILER,
    EPISODE_BONUS
};

/* Of an edit. */
enum episode_choice { CHOICE_UNSET, CHOICE_NO, CHOICE_YES };

struct catalogue_media {
    int64_t length_bytes; /* 0: not made yet */
    int bitrate;          /* bits a second */
    char integrity[80];   /* "sha384-…" */
};

/* What people have set; zeroed: nothing. */
struct episode_edit {
    char *title;  /* NULL: as found */
    char *notes;  /* CommonMark; NULL: as found */
    char *redact; /* "00:12:03-00:12:20 …"; NULL: none */
    char *trim;   /* passages to take out; NULL: none */
    char *tags;   /* instead of those of the same kinds; NULL: none */
    enum episode_choice is_explicit; /* unset: as the show */
    enum episode_choice is_draft;    /* unset: as the show's `publish` */
    enum episode_kind kind;
    int season;         /* 0: as found */
    int64_t publish_at; /* UTC seconds, 0: as found */
};

/* What keeps failing; zeroed: nothing does. */
struct catalogue_trouble {
    char *reason; /* one line, of the last time; NULL: no trouble */
    char print[CATALOGUE_PRINT_BYTES]; /* of the file that it is about */
    int tries;                         /* how often in a row */
    int64_t since;                     /* UTC seconds */
    int64_t next_try;                  /* not before */
    int64_t parked;                    /* when it was given up, 0: it was not */
};

struct catalogue_episode {
    char recording[IDENTIFIER_BYTES]; /* the first, if there are several */
    char room[CATALOGUE_NAME_BYTES];
    char show[CATALOGUE_NAME_BYTES];
    char guid[CATALOGUE_GUID_BYTES]; /* "urn:uuid:RECORDING" */
    char slug[SLUG_BYTES];
    /* As found; none of these is NULL. */
    char *title;
    char *description; /* plain text */
    char *notes;       /* CommonMark, "" without */
    /* Lists in lines, "" without; the catalogue does not look into them. See
     * episode_marks.h, person_list.h; transcripts are suffixes of files. */
    char *chapters;
    char *transcripts;
    char *persons;
    char *tags;       /* JSON of item_tags.h; soundbites are in the times of the
                         recording here, and in an edit */
    char *soundbites; /* the same in the times of the episode, as they hold */
    char *cover;      /* its name in the store, or "" */
    char notes_print[CATALOGUE_PRINT_BYTES]; /* of the files beside it */
    char made_print[CATALOGUE_PRINT_BYTES];  /* of what media are made from */
    int64_t started;                         /* UTC seconds */
    int64_t published;   /* UTC seconds, distinct within the show */
    int64_t publish_at;  /* not before; UTC seconds, 0: at once */
    int64_t duration_ms; /* as it is heard */
    enum episode_kind kind;
    enum episode_choice is_explicit; /* as its notes say; unset: as the show */
    int season;                      /* 0: none */
    int number;                      /* from 1 in each season; 0: none (yet) */
    enum episode_state state;
    int64_t hidden;    /* when it left the feed, 0: it did not */
    int64_t remove_at; /* when its media go then, 0: never */
    int64_t removed;   /* when they went, 0: they did not */
    bool is_expired;   /* retention hid it, nobody did by hand */
    bool is_kept;      /* restored by hand: retention leaves it alone */
    struct catalogue_media mp3;
    struct catalogue_media opus;
    struct episode_edit edit;
    struct catalogue_trouble trouble;
};

/* One recording of an episode that has several, in their order. */
struct catalogue_segment {
    char recording[IDENTIFIER_BYTES];
    int part; /* from 1 */
};

/* Episodes by show, then date, oldest first. A zeroed struct is an empty
 * list. */
struct episode_list {
    struct catalogue_episode *items;
    size_t count;
};

/* What holds. */
const char *episode_title(const struct catalogue_episode *episode);
const char *episode_notes(const struct catalogue_episode *episode);
enum episode_kind episode_kind(const struct catalogue_episode *episode);
int episode_season(const struct catalogue_episode *episode);
int64_t episode_publish_at(const struct catalogue_episode *episode);
bool episode_is_explicit(
    const struct catalogue_episode *episode, bool is_show_explicit);

/* `is_review`: the show keeps episodes as drafts until they are published by
 * hand. What has been listed is a draft only by hand. */
bool episode_is_draft(const struct catalogue_episode *episode, bool is_review);

/* Whether it is for the feed: its media are known to be in the store, its time
 * has come, and it is neither hidden nor a draft. */
bool episode_is_public(
    const struct catalogue_episode *episode, bool is_review, int64_t now);

/* "finished" and so on; "full", "trailer", "bonus". The readers take the
 * first of the enum for what they do not know. */
const char *episode_state_name(enum episode_state state);
enum episode_state episode_state_of(const char *name);
const char *episode_kind_name(enum episode_kind kind);
enum episode_kind episode_kind_of(const char *name);

/* A deep copy into a zeroed record; false when out of memory, *copy is then
 * empty. */
bool catalogue_episode_copy(
    struct catalogue_episode *copy, const struct catalogue_episode *from);
void catalogue_episode_clear(struct catalogue_episode *episode);

/* Appends a zeroed episode; NULL when out of memory. */
struct catalogue_episode *episode_list_add(struct episode_list *list);
const struct catalogue_episode *episode_list_find(
    const struct episode_list *list, const char *recording);
void episode_list_clear(struct episode_list *list);

#endif
