/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a track, one after the other: which is written, what the disk
 * has for certain, and where it goes on when a file fails.
 *
 *     struct part_chain chain = {0};
 *     part_chain_begin(&chain, &place, &facts, err);
 *     packet_backlog_push(chain.backlog, …) and chain.part.writer     …
 *     part_chain_trim(&chain);                          now and then
 *     part_chain_give_up(&chain, &why);                 its disk has failed
 *     part_chain_resume(&chain, &why);                  goes on in a new file
 *     part_chain_clear(&chain);
 *
 * Positions are those of the track in 48 kHz frames, without pre-skip. One
 * thread. Fields are for reading.
 */
#ifndef ROOMCAST_RECORDER_SESSION_PART_CHAIN_H
#define ROOMCAST_RECORDER_SESSION_PART_CHAIN_H

#include "recorder/session/packet_backlog.h"
#include "recorder/session/track_part.h"
#include "recorder/session/track_place.h"

struct part_chain {
    struct track_place place;
    struct track_part part;         /* the newest */
    struct packet_backlog *backlog; /* what the disk may not have, and more */
    int64_t offset_48k;             /* of the whole in its session */
    int64_t safe_48k;               /* the disk has all before it */
    int64_t next_try_48k;           /* without a writer */
    struct err failure;             /* why there is, or was, none */
    bool is_followed;
    struct track_report last; /* of the part before, path "" if none */
    bool is_part_finished;    /* the newest is finished: it is that one */
    int64_t last_end_48k;
};

/* Opens the first part, of these facts; see track_new(). Cleared in any
 * case. */
bool part_chain_begin(struct part_chain *chain, const struct track_place *place,
    const struct recording_facts *facts, struct err *err);

/* Opens a part that begins where the backlog ends, of `next->facts` but for
 * its number and offset. The chain stays as it is until
 * part_chain_adopt(), which makes it the newest. */
bool part_chain_open_next(
    const struct part_chain *chain, struct next_part *next, struct err *err);
void part_chain_adopt(
    struct part_chain *chain, struct next_part *next, int64_t begin_48k);

/* Finishes the part that is written as it is, for that cause in its ledger:
 * `last` tells of it then. */
bool part_chain_end_part(
    struct part_chain *chain, const char *cause, struct err *err);

/* What the newest part is called: STEM.opus.part, STEM.opus when finished. */
const char *part_chain_path(const struct part_chain *chain);

/* The file is never trusted again; a repair finishes what is in it. */
void part_chain_give_up(struct part_chain *chain, const struct err *why);

/* Goes on in a new file right behind what is safe, in the first place that
 * takes it. Tried in vain, next_try_48k is when to try again. */
bool part_chain_resume(struct part_chain *chain);

/* Forgets packets that the disk has, but for what another part needs before
 * it. */
void part_chain_trim(struct part_chain *chain);

/* An unfinished part is left to a repair. */
void part_chain_clear(struct part_chain *chain);

#endif
