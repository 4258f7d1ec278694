/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A catalogue that is lost is made again from the site: each show's episodes
 * with their GUIDs, numbers, texts and what people have set, from the copy
 * beside its feed (catalogue_copy.h). The next run finds the rest in the
 * spool, and writes the feed that there was, byte for byte.
 */
#ifndef ROOMCAST_PUBLISHER_RECOVERY_REBUILD_H
#define ROOMCAST_PUBLISHER_RECOVERY_REBUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "publisher/store/store.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct rebuilt {
    size_t show_count;
    size_t episode_count;
    bool has_set_aside; /* a damaged catalogue, as catalogue.sqlite.damaged */
};

/* The new catalogue is in place when all of it is. ERR_CONFIG when there is a
 * good one with episodes in it: nothing is touched then. The caller holds the
 * publisher's lock. */
bool rebuild_catalogue(
    const struct config *config, struct rebuilt *rebuilt, struct err *err);

#endif
