/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A show as feeds/ wants it, from the configuration and the catalogue: the
 * records of podcast.h with their addresses filled in. Pure.
 *
 *     URL/SHOW/                      the show's page
 *     URL/SHOW/feed.xml              and feed-opus.xml
 *     URL/SHOW/cover-1a2b3c4d.jpg
 *     URL/SHOW/SLUG/                 an episode's page
 *     URL/SHOW/SLUG/SLUG.mp3         and SLUG.opus
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_SHOW_MODEL_H
#define ROOMCAST_PUBLISHER_SHOW_SHOW_MODEL_H

#include <stdint.h>

#include "feeds/podcast.h"
#include "publisher/catalogue/catalogue.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct show_facts {
    const char *url; /* of the site, without a slash at its end */
    const struct config_show *config;
    const char *guid;                    /* podcast:guid */
    const char *cover_name;              /* "cover-1a2b3c4d.jpg", or NULL */
    const struct episode_list *episodes; /* of all shows */
    const struct podcast_show *imported; /* what it brought along; or NULL */
    int64_t now; /* UTC seconds: what is due later is not in it */
};

struct show_model;

/* Holds the show's episodes that are public. Borrows what `facts`
 * points to, which must outlive it. ERR_CONFIG for a category that is not on
 * Apple's list. */
struct show_model *show_model_new(
    const struct show_facts *facts, struct err *err);

/* The record; `changed` is 0. */
const struct podcast_show *show_model_show(const struct show_model *model);

/* NULL is fine. */
void show_model_free(struct show_model *model);
OWNED(show_model)

/* The address of the show's feed; to be freed, NULL when out of memory. */
char *show_feed_url(const char *url, const char *show);

#endif
