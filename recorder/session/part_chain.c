/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/part_chain.h"

#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/recording/ledger.h"

/* How long it takes until another file is tried, in sound. */
#define TRY_AGAIN_48K 48000

/* A decoder needs so much to come into its state (RFC 7845 4.2). */
#define LEAST_PRESKIP_48K 3840

void part_chain_adopt(
    struct part_chain *chain, struct next_part *next, int64_t begin_48k)
{
    track_part_adopt(&chain->part, next, begin_48k);
    chain->is_part_finished = false;
    chain->safe_48k = begin_48k;
    measured_writer_set_followed(chain->part.writer, chain->is_followed);
}

bool part_chain_begin(struct part_chain *chain, const struct track_place *place,
    const struct recording_facts *facts, struct err *err)
{
    struct next_part first = {.facts = *facts};

    chain->offset_48k = facts->offset_48k;
    chain->backlog = packet_backlog_new(-facts->preskip_48k, err);
    if (!chain->backlog || !track_place_copy(&chain->place, place, err) ||
        !track_place_make(&chain->place, TRACK_PLACE_FIRST, err))
        return false;
    if (first.facts.part == 0) {
        first.facts.part = 1;
        memcpy(first.facts.session, facts->id, sizeof facts->id);
    }
    if (!next_part_open(&first, &chain->place, TRACK_PLACE_FIRST, err))
        return false;
    part_chain_adopt(chain, &first, 0);
    return true;
}

/* A part that begins at `begin_48k`, with its pre-skip and all that has come
 * since. */
static bool open_at(const struct part_chain *chain, int64_t begin_48k,
    enum track_place_choice choice, struct next_part *next, struct err *err)
{
    next->facts.part++;
    next->facts.offset_48k = chain->offset_48k + begin_48k;
    const struct next_part_origin at = {
        &chain->place, chain->backlog, begin_48k};
    return next_part_open_at(next, &at, choice, err);
}

bool part_chain_open_next(
    const struct part_chain *chain, struct next_part *next, struct err *err)
{
    return open_at(chain, packet_backlog_end_48k(chain->backlog),
        TRACK_PLACE_FIRST, next, err);
}

bool part_chain_end_part(
    struct part_chain *chain, const char *cause, struct err *err)
{
    own(jdoc) end = ledger_line("end", -1);
    int64_t frames_48k = measured_writer_frames_48k(chain->part.writer);

    jdoc_set_string(end, "cause", cause);
    if (!track_part_finish(&chain->part, frames_48k, end, &chain->last, err))
        return false;
    measured_writer_free(take(chain->part.writer));
    chain->is_part_finished = true;
    chain->last_end_48k = chain->part.begin_48k + frames_48k;
    return true;
}

const char *part_chain_path(const struct part_chain *chain)
{
    return chain->is_part_finished ? chain->last.path : chain->part.path;
}

void part_chain_give_up(struct part_chain *chain, const struct err *why)
{
    int64_t safe_48k = track_part_safe_48k(&chain->part);

    if (safe_48k > chain->safe_48k)
        chain->safe_48k = safe_48k;
    chain->failure = *why;
    measured_writer_abandon(take(chain->part.writer));
}

/* Where a file goes on that takes over from one that failed: right behind what
 * the disk has, unless that is forgotten by now. */
static int64_t resume_48k(const struct part_chain *chain)
{
    int64_t end_48k = packet_backlog_end_48k(chain->backlog);
    int64_t least_48k = packet_backlog_begin_48k(chain->backlog);
    int64_t at_48k = chain->safe_48k;

    if (least_48k > at_48k)
        at_48k = least_48k + LEAST_PRESKIP_48K;
    return at_48k < end_48k ? at_48k : end_48k;
}

static bool resume_in(struct part_chain *chain, enum track_place_choice choice)
{
    struct next_part next = {.facts = chain->part.facts};
    int64_t begin_48k = resume_48k(chain);
    struct err ignored; /* it will be tried again, and again */

    if (!track_place_has(&chain->place, choice))
        return false;
    next.facts.continues = recording_first_part(&chain->part.facts);
    next.facts.start_utc_ns +=
        clock_ns_from_frames_48k(begin_48k - chain->part.begin_48k);
    if (!track_place_make(&chain->place, choice, &ignored) ||
        !open_at(chain, begin_48k, choice, &next, &ignored))
        return false;
    part_chain_adopt(chain, &next, begin_48k);
    return true;
}

bool part_chain_resume(struct part_chain *chain)
{
    chain->next_try_48k =
        packet_backlog_end_48k(chain->backlog) + TRY_AGAIN_48K;
    return resume_in(chain, TRACK_PLACE_FIRST) ||
           resume_in(chain, TRACK_PLACE_SECOND);
}

void part_chain_trim(struct part_chain *chain)
{
    if (chain->part.writer)
        chain->safe_48k = track_part_safe_48k(&chain->part);
    if (chain->safe_48k < chain->part.begin_48k)
        chain->safe_48k = chain->part.begin_48k;
    packet_backlog_drop(
        chain->backlog, chain->safe_48k - NEXT_PART_PRESKIP_48K);
}

void part_chain_clear(struct part_chain *chain)
{
    track_part_clear(&chain->part);
    packet_backlog_free(chain->backlog);
    track_place_clear(&chain->place);
    *chain = (struct part_chain){0};
}
