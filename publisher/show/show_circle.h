/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the configuration says of a show's company, as records for the feed:
 * the shows it likes and who publishes it, where people talk about it, and who
 * may not carry it.
 *
 *     podroll   = GUID [FEED]; GUID [FEED]; …
 *     publisher = GUID [FEED]
 *     social    = ADDRESS [ACCOUNT]          or "disabled"
 *     chat      = PROTOCOL SERVER [SPACE]
 *     block     = SERVICE; SERVICE; …        or "all"
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_SHOW_CIRCLE_H
#define ROOMCAST_PUBLISHER_SHOW_SHOW_CIRCLE_H

#include "feeds/podcast.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct show_circle;

/* ERR_CONFIG with key and value for what makes no sense. */
struct show_circle *show_circle_new(
    const struct config_show *config, struct err *err);

/* Lets the show have what was configured, for as long as this lives; the rest
 * stays as it is. */
void show_circle_fill(
    const struct show_circle *circle, struct podcast_show *show);

/* NULL is fine. */
void show_circle_free(struct show_circle *circle);
OWNED(show_circle)

#endif
