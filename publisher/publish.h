/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of the publisher: what is new in the spool goes on the site.
 *
 * In this order: leftovers of killed recorders are finished; for each
 * episode its media are rendered and stored; for each show the pages are
 * written, the catalogue keeps the episodes as listed, and the feed goes out
 * last and at once; then the page that leads to the shows. Killed anywhere,
 * the last good feed stays and the next run goes on. One bad recording or
 * show never stops the others.
 */
#ifndef ROOMCAST_PUBLISHER_PUBLISH_H
#define ROOMCAST_PUBLISHER_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"

enum publish_event {
    PUBLISH_DONE,    /* an episode is in the feed */
    PUBLISH_PLANNED, /* what would be done, of a dry run */
    PUBLISH_FAILED,  /* a recording or a show could not be published */
    PUBLISH_NOTE     /* for those who want to know more */
};

/* Told each event with one line of text. */
typedef void publish_listener(
    void *user, enum publish_event event, const char *line);

struct publish_order {
    const struct config *config; /* that publish_config_check() passed */
    int64_t now;                 /* UTC seconds */
    bool is_dry_run;             /* nothing is changed */
    publish_listener *told;
    void *user;
};

/* False when nothing could be begun. Otherwise *failed_count says how many
 * recordings and shows could not be published, each told. The caller holds
 * the publisher's lock. */
bool publish_run(
    const struct publish_order *order, int *failed_count, struct err *err);

#endif
