/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An episode of the catalogue as a JSON object, whole, so that it can be
 * read back. What is for nobody to see (of hidden ones all texts) is left out
 * on request.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_EPISODE_RECORD_H
#define ROOMCAST_PUBLISHER_CATALOGUE_EPISODE_RECORD_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"

/* What is zero or empty is not written. NULL when out of memory. */
struct jdoc *episode_record_new(
    const struct catalogue_episode *episode, bool has_texts);

/* Into an empty record. ERR_FORMAT when a name that an episode must have is
 * missing. */
bool episode_record_read(
    const struct jdoc *doc, struct catalogue_episode *episode, struct err *err);

#endif
