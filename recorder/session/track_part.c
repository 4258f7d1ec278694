/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/track_part.h"

#include <stdio.h>
#include <stdlib.h>

#include "recorder/base/own.h"

void track_part_adopt(
    struct track_part *part, struct next_part *next, int64_t begin_48k)
{
    free(part->path);
    part->path = next->path;
    part->writer = next->writer;
    part->facts = next->facts;
    part->begin_48k = begin_48k;
}

int64_t track_part_safe_48k(const struct track_part *part)
{
    return part->begin_48k + measured_writer_safe_48k(part->writer);
}

static int64_t at_in_part(const struct track_part *part, int64_t at_48k)
{
    int64_t at = at_48k - part->begin_48k;

    return at > 0 ? at : 0;
}

bool track_part_write_line(
    struct track_part *part, const struct waiting_line *line, struct err *err)
{
    int64_t at_48k = at_in_part(part, line->at_48k);

    if (!line->line)
        return measured_writer_mark(part->writer, at_48k, line->title, err);
    jdoc_set_real(line->line, "at", (double)at_48k / 48000);
    return measured_writer_note(part->writer, line->line, err);
}

bool track_part_finish(struct track_part *part, int64_t frames_48k,
    struct jdoc *end, struct track_report *report, struct err *err)
{
    own_heap(char) stem = recording_stem(part->path);

    if (!stem)
        return err_no_memory(err);
    jdoc_set_real(end, "at", (double)frames_48k / 48000);
    if (!measured_writer_finish(
            part->writer, frames_48k, end, &report->result, err))
        return err_prefix(err, "finish part %d", part->facts.part);
    snprintf(report->path, sizeof report->path, "%s%s", stem, RECORDING_SUFFIX);
    return true;
}

void track_part_clear(struct track_part *part)
{
    measured_writer_free(part->writer);
    free(part->path);
    *part = (struct track_part){0};
}
