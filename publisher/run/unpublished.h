/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies in the spool and is no episode, and why: recordings that the
 * catalogue does not know, for keep-age or keep-count leaves them out or
 * because no run has seen them, those whose files cannot be published, and
 * those that have not been finished. Only looks; nothing is changed.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_UNPUBLISHED_H
#define ROOMCAST_PUBLISHER_RUN_UNPUBLISHED_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct unpublished_view {
    const struct config *config;
    struct catalogue *catalogue;
    const struct episode_list *known;
    int64_t now;  /* UTC seconds, by which retention judges */
    bool is_json; /* an object a line: state, path, reason and, if read, id */
};

/* A line for each: "no episode", "unreadable" or "unfinished", its path, and
 * the reason. False when out of memory or when the catalogue cannot be read. */
bool unpublished_append(
    const struct unpublished_view *view, struct text *text, struct err *err);

#endif
