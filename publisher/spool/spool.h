/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recordings that wait in SPOOL/ROOM/, and in SECOND/ROOM/ where there is a
 * second spool, for the rooms that have a show.
 *
 *     spool_finish_leftovers(config, told, user);
 *     spool_scan(config, &spool, told, user, err);
 *
 * A recording whose file cannot be read, or is not one of ours, is told and
 * passed over: it never blocks the next. So is one without its end, of which
 * half an episode would be made while it is copied here. A folder that is not
 * there holds nothing.
 */
#ifndef ROOMCAST_PUBLISHER_SPOOL_SPOOL_H
#define ROOMCAST_PUBLISHER_SPOOL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/fingerprint.h"
#include "recorder/recording/recording.h"
#include "recorder/recording/repair_folder.h"

/* One of the parts of a session behind the first. */
struct spool_part {
    char *path;
    char id[IDENTIFIER_BYTES];
};

struct spool_recording {
    char *path;
    const struct config_room *room; /* whose folder it lies in; borrowed */
    struct recording_facts facts;
    int64_t duration_ms;
    int64_t length_bytes;
    char print[FINGERPRINT_BYTES];       /* of the file: is it another? */
    char notes_print[FINGERPRINT_BYTES]; /* of the files beside it; "" none */
    struct spool_part *more; /* the parts behind it: see spool_sessions.h */
    size_t more_count;
};

/* Sorted by start, then by path. A zeroed struct is an empty spool. */
struct spool {
    struct spool_recording *recordings;
    size_t recording_count;
    size_t recording_room; /* how many fit before it must grow */
    char **leftovers;      /* paths of .part files, running or left behind */
    size_t leftover_count;
};

/* A file that cannot be published, or a room's folder that cannot be read. */
struct spool_fault {
    const char *path;
    char print[FINGERPRINT_BYTES];
    int64_t changed; /* of one without its end, which may be on its way here:
                        UTC seconds; 0: of any other */
    struct err reason;
};

/* Told of each. */
typedef void spool_listener(void *user, const struct spool_fault *fault);

/* Into an empty spool. False only when memory runs out. */
bool spool_scan(const struct config *config, struct spool *spool,
    spool_listener *told, void *user, struct err *err);

/* Whether there is a spool at all: rooms without a recording have no folder
 * yet, but that of a disk which is not mounted must not look like one of
 * theirs. */
bool spool_is_there(const struct config *config);

/* The folder of spools at 0, 1 and so on, which has a folder for each room;
 * NULL behind the last. */
const char *spool_place(const struct config *config, size_t at);

/* The suffixes of what may lie beside a recording, in place of ".opus", and is
 * part of its episode: notes, transcripts, cover. The last is NULL. */
extern const char *const spool_note_suffixes[];

/* Repairs what killed recorders left; see repair_folder(). A folder
 * that fails is told like a file. */
void spool_finish_leftovers(
    const struct config *config, repair_listener *told, void *user);

void spool_clear(struct spool *spool);

#endif
