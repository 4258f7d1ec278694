/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What runs of the publisher have told, kept until somebody has read a digest
 * of it (publish_digest.h); the last thousand, so that nobody has to.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_EVENTS_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/err.h"

#define CATALOGUE_EVENTS_MOST 1000

/* `happened` in UTC seconds. */
bool catalogue_add_event(struct catalogue *catalogue, int64_t happened,
    const char *line, struct err *err);

/* Told each, oldest first. */
typedef void event_taker(void *user, int64_t happened, const char *line);

/* *last is the number of the last that was told, 0 when there was none. */
bool catalogue_read_events(struct catalogue *catalogue, event_taker *taker,
    void *user, int64_t *last, struct err *err);

/* Those up to that number. */
bool catalogue_forget_events(
    struct catalogue *catalogue, int64_t last, struct err *err);

#endif
