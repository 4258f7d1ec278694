/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file that is opened for the next part of a session while the one before is
 * still written.
 *
 *     struct next_part next = {.facts = facts};
 *     next_part_open(&next, &place, TRACK_PLACE_FIRST, err);
 *     … next.writer and next.path are the caller's, or
 *     next_part_discard(&next);
 */
#ifndef ROOMCAST_RECORDER_SESSION_NEXT_PART_H
#define ROOMCAST_RECORDER_SESSION_NEXT_PART_H

#include "recorder/session/measured_writer.h"
#include "recorder/session/track_place.h"

struct next_part {
    struct recording_facts facts;
    struct measured_writer *writer;
    char *path; /* STEM.opus.part */
};

/* By the facts that are set, at a free name. */
bool next_part_open(struct next_part *next, const struct track_place *place,
    enum track_place_choice choice, struct err *err);

/* Removes the file again. */
void next_part_discard(struct next_part *next);

#endif
