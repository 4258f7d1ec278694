/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names that an episode gets when its recording is found, and keeps for
 * ever: guid, slug, title, date; none of them another episode's of the show.
 * Pure.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_NAMES_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_NAMES_H

#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/spool/spool.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* What is taken already. */
struct episode_names;

/* Of the episodes that there are; borrowed. NULL when out of memory. */
struct episode_names *episode_names_new(
    const struct episode_list *known, struct err *err);

/* Fills an empty record but for its date, and keeps a note of its names. The
 * room has a show of the configuration. */
bool episode_names_give(struct episode_names *names,
    const struct config_show *show, const struct spool_recording *recording,
    struct catalogue_episode *episode, struct err *err);

/* Gives a known episode the title again that it would have had without notes;
 * one that it has stays. */
bool episode_names_title(struct episode_names *names,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err);

/* Dates it: when the recording ended, or when it is to be published if that
 * is later; earlier by seconds if another episode has that date, and never
 * after `now`: AntennaPod drops such dates. */
bool episode_names_date(struct episode_names *names,
    struct catalogue_episode *episode, int64_t now, struct err *err);

/* NULL is fine. */
void episode_names_free(struct episode_names *names);
OWNED(episode_names)

#endif
