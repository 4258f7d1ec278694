/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where media are made before they go to the store: STATE/workshop/ID/, a
 * folder for each recording, out of everybody's view.
 *
 * What a killed run left there is used when it was catalogued as complete,
 * and removed when not: by the next render of the same recording, or by
 * workshop_sweep() when there will be none.
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

/* Whether what is made of a recording, by its id, is still of use. */
typedef bool workshop_judge(const void *user, const char *recording);

/* Removes the folders of all recordings that are of no use any more. */
void workshop_sweep(
    const char *state, workshop_judge *is_of_use, const void *user);

#endif
