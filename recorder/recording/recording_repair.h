/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finishes what a killed recorder left: a STEM.opus.part that nobody locks.
 *
 * The file is scanned page by page with checksums. What follows the last
 * good page is cut (and kept as STEM.tail unless it is all zeros), damaged
 * pages in the middle are passed over (their bytes stay: a decoder resyncs),
 * EOS goes on the last good page, the sound is measured, gain and tags are
 * set in place, the ledger (a new one where there is none) gets a "repair"
 * line, all is synced and renamed to STEM.opus. Where that name is taken the
 * leftover first moves to STEM-2 and so on. Killed at any point it can be run
 * again with the same end. Nothing is ever deleted; a file with no page of
 * sound in it is renamed to STEM.opus.empty. Nothing is changed in a folder
 * that takes no new names.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_REPAIR_H
#define ROOMCAST_RECORDING_RECORDING_REPAIR_H

#include "recorder/recording/recording.h"

enum repair_outcome {
    REPAIR_DONE,    /* STEM.opus is there now */
    REPAIR_EMPTY,   /* there was no sound in it */
    REPAIR_RUNNING, /* its owner lives: nothing was touched */
    REPAIR_FAILED   /* *err says why; nothing was lost */
};

struct repair_report {
    int64_t kept_bytes;
    int64_t cut_bytes;
    int64_t skipped_bytes; /* damaged, in the middle */
    int64_t frames_48k;    /* its length now */
    char other_name[256];  /* of STEM-2.opus, without its folder; "": it is
                              STEM.opus */
};

enum repair_outcome recording_repair(
    const char *part_path, struct repair_report *report, struct err *err);

#endif
