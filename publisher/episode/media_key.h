/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the store has a file of an episode. */
#ifndef ROOMCAST_PUBLISHER_EPISODE_MEDIA_KEY_H
#define ROOMCAST_PUBLISHER_EPISODE_MEDIA_KEY_H

#include "publisher/catalogue/catalogue_episode.h"

/* "SHOW/SLUG/SLUG.mp3" and the like, by the suffix ".mp3"; to be freed, NULL
 * when out of memory. */
char *media_key(const struct catalogue_episode *episode, const char *suffix);

#endif
