/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people decide about an episode: corrections that every later run
 * keeps to, and whether it is to be seen. Each is committed when its function
 * returns. The feed follows at the next run of the publisher.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_EDIT_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_EDIT_H

#include "publisher/catalogue/catalogue.h"

/* Keeps the edit as a whole in place of the one there was; what is unset in
 * it is as found again. */
bool catalogue_set_edit(struct catalogue *catalogue, const char *recording,
    const struct episode_edit *edit, struct err *err);

/* Out of the feed from the next run on, and at `remove_at` (UTC seconds, 0:
 * never) its media go too. `is_expired`: not by hand, by retention. One that
 * is hidden stays as it is. */
struct catalogue_hiding {
    int64_t hidden;
    int64_t remove_at;
    bool is_expired;
};
bool catalogue_hide(struct catalogue *catalogue, const char *recording,
    const struct catalogue_hiding *hiding, struct err *err);

/* Back into the feed. Media that are gone are made again, if the recording is
 * still there. Retention leaves it alone from then on. */
bool catalogue_restore(
    struct catalogue *catalogue, const char *recording, struct err *err);

/* Its media have been taken from the store. */
bool catalogue_set_removed(struct catalogue *catalogue, const char *recording,
    int64_t removed, struct err *err);

#endif
