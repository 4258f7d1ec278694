/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hashes of the small files that were stored with an episode's media
 * (episode_extra.h), kept by the catalogue: by them damage is told from what
 * was published, as that of the media is by their own.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EXTRA_PRINTS_H
#define ROOMCAST_PUBLISHER_EPISODE_EXTRA_PRINTS_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"

/* Of what lies in the workshop and has just been stored. */
bool extra_prints_keep(struct catalogue *catalogue, const char *state,
    const struct catalogue_episode *episode, struct err *err);

/* Told the suffix of each file and its hash, "sha384-…"; false ends it. */
typedef bool extra_print_taker(
    void *user, const char *suffix, const char *integrity, struct err *err);

/* Of an episode without any, as a catalogue that was made again has them, those
 * that are in the store are taken for good and kept first. */
bool extra_prints_read(struct catalogue *catalogue, struct store *store,
    const struct catalogue_episode *episode, extra_print_taker *taker,
    void *user, struct err *err);

#endif
