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

void next_part_discard(struct next_part *next)
{
    struct err ignored;

    measured_writer_discard(next->writer, &ignored);
    measured_writer_free(take(next->writer));
    free(take(next->path));
}
