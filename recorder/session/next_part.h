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
#include "recorder/session/packet_backlog.h"
#include "recorder/session/track_place.h"

/* Of packets before it, for a decoder to come into its state. */
#define NEXT_PART_PRESKIP_48K 48000

struct next_part {
    struct recording_facts facts;
    struct measured_writer *writer;
    char *path; /* STEM.opus.part */
};

/* By the facts that are set, at a free name. */
bool next_part_open(struct next_part *next, const struct track_place *place,
    enum track_place_choice choice, struct err *err);

/* Where it is to begin among packets that are kept. */
struct next_part_origin {
    const struct track_place *place;
    const struct packet_backlog *backlog;
    int64_t begin_48k;
};

/* The same with an id of its own, and with all that is kept from its pre-skip
 * on. What could not be completed is removed again. */
bool next_part_open_at(struct next_part *next,
    const struct next_part_origin *at, enum track_place_choice choice,
    struct err *err);

/* Removes the file again. */
void next_part_discard(struct next_part *next);

#endif
