/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moves a show in: what of a foreign feed is kept, made fit to be published
 * by us, and what is not.
 */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_IMPORT_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_IMPORT_H

#include <stdint.h>

#include "feeds/reader/feed_reader.h"
#include "publisher/check/http_client.h"
#include "publisher/store/store.h"
#include "recorder/base/config.h"

/* Told what could not be taken over or had to be changed, a line each. */
typedef void import_listener(void *user, const char *line);

struct feed_import;

/* Copies the show of the first reading, with the episodes of all: newest
 * first, each guid once, those without a file or a title left out, those
 * without a date dated by their place; and with a podcast:guid, by rule if it
 * had none. Borrows the readings, of which there is one at least. */
struct feed_import *feed_import_new(struct feed_reading *const *readings,
    size_t count, import_listener *told, void *user, struct err *err);

const struct podcast_show *feed_import_show(const struct feed_import *import);

/* Fetches the file of each episode that is not in the store yet, with its
 * chapters and transcripts, and changes address, length and hash to ours; one
 * that cannot be fetched is told, and stays where it is. False only when the
 * store fails. */
bool feed_import_fetch(struct feed_import *import, const struct config *config,
    const char *show, struct store *store, struct err *err);

/* How many episodes were left out, or not fetched. */
size_t feed_import_left_out(const struct feed_import *import);

/* NULL is fine. */
void feed_import_free(struct feed_import *import);
OWNED(feed_import)

#endif
