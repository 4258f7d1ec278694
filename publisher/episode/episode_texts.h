/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is found of an episode in words: in NAME.md beside its recording, by
 * the show's template, in the configuration.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_TEXTS_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_TEXTS_H

#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/spool/spool.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* Fills title, notes, persons, kind, is_explicit and publish_at; season and
 * number too unless it is listed (a number that the notes do not say stays).
 * The title that the record has holds where neither notes nor template say
 * one. ERR_FORMAT or ERR_CONFIG with path and line for what people wrote; the
 * record is as it was then. */
bool episode_texts_find(const struct config_show *show,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err);

/* The title by the show's template, when the number is known; untouched where
 * the notes say one. */
bool episode_texts_title(const struct config_show *show,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err);

#endif
