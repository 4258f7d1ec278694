/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells when something in the spool, the configuration, a cover, a template or
 * what people have set in the catalogue has become another, by inotify(7): a
 * descriptor to poll.
 *
 *     own(spool_watch) watch = spool_watch_new(config, err);
 *     poll: spool_watch_descriptor(watch)
 *     if (spool_watch_read(watch, err)) …
 *
 * A running recording, which grows all the time, is no news; that it is
 * finished is, and that it goes on or off the air. Where the kernel cannot
 * watch (too many watches, a network disk) nothing is told, and the caller's
 * timer must do.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_SPOOL_WATCH_H
#define ROOMCAST_PUBLISHER_RUN_SPOOL_WATCH_H

#include <stdbool.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct spool_watch;

/* The folders of rooms that are not there yet are watched once they are. */
struct spool_watch *spool_watch_new(
    const struct config *config, struct err *err);

int spool_watch_descriptor(const struct spool_watch *watch);

/* Watches the folders that have come untold too, as on a disk that was mounted
 * in the meantime. Those that are watched already stay so. */
void spool_watch_renew(struct spool_watch *watch);

/* After each run: what the catalogue is now is no news. */
void spool_watch_settle(struct spool_watch *watch);

/* Takes what has happened: whether any of it is news. */
bool spool_watch_read(struct spool_watch *watch);

/* NULL is fine. */
void spool_watch_free(struct spool_watch *watch);
OWNED(spool_watch)

#endif
