/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes one episode of a plan from where it stands to "stored": catalogued,
 * rendered, its media in the store. Each step is kept before the next, so
 * that a run that was killed is gone on with and no step is done in vain.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_MAKER_H
#define ROOMCAST_PUBLISHER_EPISODE_MAKER_H

#include <stdbool.h>

#include "publisher/catalogue.h"
#include "publisher/publish_plan.h"
#include "publisher/store.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct episode_maker {
    const struct config *config;
    struct catalogue *catalogue;
    struct store *store;
};

/* The job's record is brought up to what was made. */
bool episode_make(const struct episode_maker *maker, struct publish_job *job,
    struct err *err);

/* Whether all media of an episode are in the store, with the lengths that
 * the catalogue keeps. */
bool episode_has_media(struct store *store,
    const struct catalogue_episode *episode, bool *has_media, struct err *err);

#endif
