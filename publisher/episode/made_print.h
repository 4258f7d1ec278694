/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What decides how an episode sounds besides its recording, and what its
 * files say of it: when this has become another, its media are made anew,
 * under the addresses they have.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_MADE_PRINT_H
#define ROOMCAST_PUBLISHER_EPISODE_MADE_PRINT_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/fingerprint.h"

void made_print_of(
    const struct catalogue_episode *episode, char print[FINGERPRINT_BYTES]);

/* Whether the media of an episode were made from something else. */
bool made_print_is_old(const struct catalogue_episode *known);

#endif
