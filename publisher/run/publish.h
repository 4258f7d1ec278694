/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of the publisher: what is due is done, and nothing else. When
 * nothing has become another since the last run and nothing is due, that is
 * seen at a glance (witness.h).
 *
 * In this order: leftovers of killed recorders are finished; for each
 * episode its media are rendered, on all cores, stored and verified; what has
 * had its time is hidden; for each show the pages are written, the catalogue
 * keeps the episodes as listed, and the feed goes out last and at once; then
 * the page that leads to the shows; last the media of what was hidden long
 * enough ago are removed. Killed anywhere, the last good feed stays and the
 * next run goes on. One bad recording or show never stops the others.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/run/publish_event.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct publish_order {
    const struct config *config; /* that publish_config_check() passed */
    int64_t now;                 /* UTC seconds */
    bool is_dry_run;             /* nothing is changed */
    bool is_retry;               /* what was given up is tried again */
    int64_t verify_ns; /* read what is published for so long; 0: do not */
    int most_renders;  /* at once; 0: one for each core */
    int stop_fd;       /* readable: end soon; -1: none */
    publish_listener *told;
    void *user;
};

struct publish_result {
    int failed_count; /* what is not published that should be, old or new */
    int64_t due;      /* when something is to be done by the clock alone,
                         UTC seconds; INT64_MAX: never */
    bool is_stopped;  /* by stop_fd: the next run goes on */
};

/* False when nothing could be begun. The caller holds the publisher's
 * lock. */
bool publish(const struct publish_order *order, struct publish_result *result,
    struct err *err);

#endif
