/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the repair of a recording reads in its ledger, and what it adds there.
 */
#ifndef ROOMCAST_RECORDING_REPAIR_LEDGER_H
#define ROOMCAST_RECORDING_REPAIR_LEDGER_H

#include "recorder/recording/chapters.h"
#include "recorder/recording/leftover.h"
#include "recorder/recording/recording.h"

/* What it was at its beginning. False when the ledger does not tell. */
bool repair_ledger_begin(
    const char *path, struct recording_facts *facts, uint32_t *serial);

/* The chapters that were marked, to be cleared. A ledger that cannot be read
 * costs the chapters, not the recording: it fails when out of memory. */
bool repair_ledger_chapters(
    const char *path, struct chapters *chapters, struct err *err);

struct repair_note {
    const struct leftover *leftover;
    const struct recording_result *result;
    const struct recording_facts *facts; /* for one that is made anew */
    uint32_t serial;
};

/* Appends and syncs a line "gap" for each damaged stretch and the line
 * "repair", once, though the repair be run again. A ledger that is missing or
 * empty is made anew, with the line "begin". */
bool repair_ledger_add(
    const char *path, const struct repair_note *note, struct err *err);

#endif
