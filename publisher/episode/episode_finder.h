/* SPDX-License-Identifier: BSD-2-Clause */
/* The episode that somebody means. */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_FINDER_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_FINDER_H

#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/err.h"

/* The least of an id that is taken for one. */
#define EPISODE_FINDER_LEAST_LETTERS 4

/* By the id of its recording, or the first letters of it; by "SHOW/SLUG", or
 * its slug alone. NULL with ERR_CONFIG when it is none or several, which are
 * named. Borrowed from the list. */
const struct catalogue_episode *episode_find(
    const struct episode_list *list, const char *name, struct err *err);

#endif
