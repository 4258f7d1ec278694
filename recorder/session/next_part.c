/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/next_part.h"

#include <stdlib.h>

#include "recorder/base/own.h"

bool next_part_open(struct next_part *next, const struct track_place *place,
    enum track_place_choice choice, struct err *err)
{
    own_heap(char) stem = track_place_choose(place, &next->facts, choice, err);

    if (!stem)
        return false;
    own_heap(char) path = recording_path(stem, RECORDING_PART_SUFFIX);
    if (!path)
        return err_no_memory(err);
    next->writer = measured_writer_new(stem, &next->facts, err);
    if (!next->writer)
        return false;
    next->path = take(path);
    return true;
}

static bool push_to(void *user, const uint8_t *packet, size_t bytes,
    int frames_48k, struct err *err)
{
    return measured_writer_push(user, packet, bytes, frames_48k, err);
}

bool next_part_open_at(struct next_part *next,
    const struct next_part_origin *at, enum track_place_choice choice,
    struct err *err)
{
    int64_t from_48k = packet_backlog_ceiling_48k(
        at->backlog, at->begin_48k - NEXT_PART_PRESKIP_48K);

    identifier_random(next->facts.id);
    next->facts.preskip_48k = (int)(at->begin_48k - from_48k);
    if (!next_part_open(next, at->place, choice, err))
        return false;
    const struct packet_taker taker = {next->writer, push_to};
    if (packet_backlog_repeat(at->backlog, from_48k, &taker, err))
        return true;
    next_part_discard(next);
    return false;
}

void next_part_discard(struct next_part *next)
{
    struct err ignored;

    measured_writer_discard(next->writer, &ignored);
    measured_writer_free(take(next->writer));
    free(take(next->path));
}
