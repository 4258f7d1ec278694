/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a show has had its time, decided before anything is touched: pure.
 *
 * An episode leaves the feed first; after the show's grace its media leave
 * the store. By age, by count (the oldest go) and by the free space of the
 * site's disk, for which what is on its way out counts as free already. Only
 * what is listed and whole in the store is ever considered, never the newest
 * episode of a show, nor one that somebody restored by hand.
 *
 * A recording leaves the spool when its episode has been listed for so long,
 * and its media are whole in the store.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_RETENTION_H
#define ROOMCAST_PUBLISHER_RUN_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct retention_input {
    const struct config_show *show;
    const struct episode_list *episodes; /* of all shows, oldest first */
    const bool *has_media;               /* of each */
    int64_t free_bytes;                  /* of the site's disk */
    int64_t now;                         /* UTC seconds */
};

enum retention_reason {
    RETENTION_NONE,
    RETENTION_AGE,
    RETENTION_COUNT,
    RETENTION_SPACE
};

/* Why each episode is to be hidden, by its place in the list; those of other
 * shows stay as they are in `reasons`. */
void retention_decide(
    const struct retention_input *input, enum retention_reason *reasons);

/* "older than keep-age" and so on. */
const char *retention_reason_text(enum retention_reason reason);

/* Whether the media of a hidden episode are to go now. */
bool retention_removes(const struct catalogue_episode *episode, int64_t now);

/* Whether the recording of an episode whose media are whole may leave the
 * spool. */
bool retention_frees_recording(const struct config_show *show,
    const struct catalogue_episode *episode, int64_t now);

/* When something of this episode becomes due that is not yet; INT64_MAX:
 * nothing does by time alone. */
int64_t retention_due(const struct config_show *show,
    const struct catalogue_episode *episode, int64_t now);

#endif
