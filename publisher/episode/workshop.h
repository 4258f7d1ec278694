/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where media are made before they go to the store: STATE/workshop/ID/, a
 * folder for each recording, out of everybody's view.
 *
 * What a killed run left there is used when it was catalogued as complete,
 * and removed when not.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_WORKSHOP_H
#define ROOMCAST_PUBLISHER_EPISODE_WORKSHOP_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/err.h"

/* Makes the folder of an episode, and empties it. */
bool workshop_begin(const char *state, const struct catalogue_episode *episode,
    struct err *err);

/* Where the episode's file with that suffix lies; to be freed, NULL when out
 * of memory. */
char *workshop_path(const char *state, const struct catalogue_episode *episode,
    const char *suffix);

/* True when that file is there with exactly this length. */
bool workshop_has(const char *path, int64_t length_bytes);

/* Removes the folder of an episode with all that is in it. */
void workshop_end(const char *state, const struct catalogue_episode *episode);

#endif
