/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The newest file of a track, while it is written.
 *
 *     struct track_part part = {0};
 *     track_part_adopt(&part, &next, begin_48k);       what next_part.h opened
 *     track_part_finish(&part, frames_48k, end, &report, err);
 *     track_part_clear(&part);
 *
 * It may be without a writer: then it is the one that was written last, and
 * its facts, path and beginning are still told. What needs a writer says so.
 */
#ifndef ROOMCAST_RECORDER_SESSION_TRACK_PART_H
#define ROOMCAST_RECORDER_SESSION_TRACK_PART_H

#include "recorder/session/measured_writer.h"
#include "recorder/session/next_part.h"
#include "recorder/session/waiting_lines.h"

/* What came of a file. */
struct track_report {
    char path[512];
    struct recording_result result;
    int left_parts; /* of the same track, whose disk failed: for a repair */
};

struct track_part {
    struct recording_facts facts;
    char *path;                     /* STEM.opus.part */
    struct measured_writer *writer; /* NULL: no file takes it */
    int64_t begin_48k;              /* of the track */
};

/* Becomes that one, which is the part's from now on. */
void track_part_adopt(
    struct track_part *part, struct next_part *next, int64_t begin_48k);

/* Up to where in the track the disk has it all. Needs a writer. */
int64_t track_part_safe_48k(const struct track_part *part);

/* Appends a line to its ledger, or a chapter. Needs a writer. */
bool track_part_write_line(
    struct track_part *part, const struct waiting_line *line, struct err *err);

/* Finishes the file, of which `frames_48k` stay, and says what came of it; the
 * writer is there until it is cleared or another part adopted. `end` is the
 * last line of the ledger. Needs a writer. */
bool track_part_finish(struct track_part *part, int64_t frames_48k,
    struct jdoc *end, struct track_report *report, struct err *err);

/* A file that is not finished is left to a repair. */
void track_part_clear(struct track_part *part);

#endif
