/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes one episode of a plan from where it stands to "verified": catalogued,
 * rendered (by episode_work.h, between begin and finish), its media in the
 * store. Each step is kept before the next, so that a run that was killed is
 * gone on with and no step is done in vain.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_MAKER_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_MAKER_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/episode/episode_job.h"
#include "publisher/media/episode_render.h"
#include "publisher/store/store.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct episode_maker {
    const struct config *config;
    struct catalogue *catalogue;
    struct store *store;
    int64_t now; /* UTC seconds */
};

/* Catalogues it, and says whether its media must be made, having given it a
 * number for that. */
bool episode_begin(const struct episode_maker *maker, struct episode_job *job,
    bool *must_render, struct err *err);

/* Takes what was made (NULL: nothing had to be) to the store, and hears from
 * there that it is whole. The job's record is brought up to it. */
bool episode_finish(const struct episode_maker *maker, struct episode_job *job,
    const struct episode_files *files, struct err *err);

/* Gives its number back if nothing could be made of it, so that it leaves no
 * hole in the count. */
bool episode_give_up(const struct episode_maker *maker, struct episode_job *job,
    struct err *err);

/* Whether all media of an episode are in the store, with the lengths that
 * the catalogue keeps. */
bool episode_has_media(struct store *store,
    const struct catalogue_episode *episode, bool *has_media, struct err *err);

#endif
