/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of a leftover that is repaired: STEM.opus.part and its ledger.
 *
 *     own_value(repair_paths) paths = {0};
 *     repair_paths_find(&paths, "hall/a.opus.part", err);
 *     repair_paths_settle(&paths, id, err);           before all else
 */
#ifndef ROOMCAST_RECORDING_REPAIR_PATHS_H
#define ROOMCAST_RECORDING_REPAIR_PATHS_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct repair_paths {
    char *part;
    char *stem;
    char *ledger;
    bool has_moved; /* to another stem than it had */
};

/* ERR_FORMAT when it is no name of a leftover, ERR_IO when its folder takes no
 * name: then nothing may be changed, for it could not be completed. */
bool repair_paths_find(
    struct repair_paths *paths, const char *part, struct err *err);

/* Where STEM.opus is taken, the leftover moves to the first free one of
 * STEM-2, STEM-3 and so on, as a new recording would; so does the ledger, if
 * it is that of the recording `id` and not of the one whose name it is. */
bool repair_paths_settle(
    struct repair_paths *paths, const char *id, struct err *err);

void repair_paths_clear(struct repair_paths *paths);

#endif
