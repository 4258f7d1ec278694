/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finishes all that killed recorders left in one folder, and removes what
 * killed repairs left: temporary files that are older than an hour. Or in a
 * spool, whose rooms have a folder each.
 */
#ifndef ROOMCAST_RECORDING_REPAIR_FOLDER_H
#define ROOMCAST_RECORDING_REPAIR_FOLDER_H

#include "recorder/recording/recording_repair.h"

/* Repairs every leftover in a folder (not below it); `told` hears of each
 * but the running ones. A missing folder is no error. False if any failed
 * or the folder cannot be read, with the first error. */
typedef void repair_listener(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err);
bool repair_folder(
    const char *folder, repair_listener *told, void *user, struct err *err);

/* The same in the folder and in those right in it, but for hidden ones. */
bool repair_spool(
    const char *folder, repair_listener *told, void *user, struct err *err);

#endif
