/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recordings that did not reach their end: before a room is recorded, what an
 * earlier recorder of it left unfinished is finished.
 */
#ifndef ROOMCAST_RECORDER_ROOM_LEFTOVERS_H
#define ROOMCAST_RECORDER_ROOM_LEFTOVERS_H

#include "recorder/session/record_job.h"

/* Logs what was repaired, and what could not be: that stops nobody. With
 * --output, a leftover of that name is finished under it and the job's stem
 * moves to the next free name, as it does when only the ledger of one without
 * sound is there; a finished file of that name is ERR_CONFIG, a running one
 * ERR_BUSY. */
bool leftovers_finish(struct record_job *job, struct err *err);

/* Adds to the error that ended a recording what is kept of it in STEM's .part,
 * and that the next run finishes it. False, and *err as it was, when there is
 * no sound in it; NULL is fine. */
bool leftovers_tell(const char *stem, struct err *err);
/* The same for the folders of many rooms, by a thread that stands back
 * behind the recording of those that speak. It is not waited for: a repair
 * that is killed can be run again. */
bool leftovers_finish_later(
    const char *const *folders, size_t count, struct err *err);

#endif
