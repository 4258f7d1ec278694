/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the files of a session lie, and which name is the next.
 *
 *     track_place_make(&place, err);                      before the first
 *     stem = track_place_choose(&place, &facts, TRACK_PLACE_FIRST, err);
 */
#ifndef ROOMCAST_RECORDER_SESSION_TRACK_PLACE_H
#define ROOMCAST_RECORDER_SESSION_TRACK_PLACE_H

#include "recorder/recording/recording.h"

/* Strings are borrowed by whoever fills it, NULL where there is none. */
struct track_place {
    char *stem;   /* the first is STEM.opus, then STEM-2.opus; or NULL */
    char *folder; /* then FOLDER/2026-…Z.opus, made when missing */
    char *second; /* where it goes on when the first folder fails */
    int64_t least_free_bytes; /* nothing begins where less is free */
};

enum track_place_choice { TRACK_PLACE_FIRST, TRACK_PLACE_SECOND };

/* A copy, to be cleared. */
bool track_place_copy(
    struct track_place *copy, const struct track_place *place, struct err *err);

/* Makes the folder of that choice, if it is missing. */
bool track_place_make(const struct track_place *place,
    enum track_place_choice choice, struct err *err);

bool track_place_has(
    const struct track_place *place, enum track_place_choice choice);

/* A free name for a part of these facts, to be freed. ERR_IO, "…: 3 MB are
 * free, expected 16 MB", where too little is left to begin. */
char *track_place_choose(const struct track_place *place,
    const struct recording_facts *facts, enum track_place_choice choice,
    struct err *err);

void track_place_clear(struct track_place *place);

#endif
