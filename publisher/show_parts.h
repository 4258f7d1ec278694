/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the configuration says of a show beyond its title, as records for the
 * feed: licence, funding, place, update frequency and the token that proves
 * to Apple whose feed it is.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_PARTS_H
#define ROOMCAST_PUBLISHER_SHOW_PARTS_H

#include "feeds/podcast.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct show_parts;

/* Borrows the configuration. ERR_CONFIG for funding or a licence whose
 * address is none. */
struct show_parts *show_parts_new(
    const struct config_show *config, struct err *err);

/* Lets the show have them, for as long as they live. */
void show_parts_fill(const struct show_parts *parts, struct podcast_show *show);

/* NULL is fine. */
void show_parts_free(struct show_parts *parts);
OWNED(show_parts)

#endif
