/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the configuration says of a show beyond its title, as records for the
 * feed: licence, funding, place, update frequency, the tokens that prove
 * whose feed it is, and its company (show_circle.h).
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_SHOW_PARTS_H
#define ROOMCAST_PUBLISHER_SHOW_SHOW_PARTS_H

#include "feeds/podcast.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct show_parts;

/* Borrows the configuration. ERR_CONFIG for funding or a licence whose
 * address is none, and for company that makes no sense. */
struct show_parts *show_parts_new(
    const struct config_show *config, struct err *err);

/* Lets the show have what was configured, for as long as they live; the rest
 * stays as it is. */
void show_parts_fill(const struct show_parts *parts, struct podcast_show *show);

/* NULL is fine. */
void show_parts_free(struct show_parts *parts);
OWNED(show_parts)

#endif
