/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The publisher that stays: it runs when the spool or the configuration
 * changes, when something is due by the clock, and every few minutes, for
 * disks that tell nobody of their changes.
 *
 * SIGTERM and SIGINT end it, at once and safely in mid-run. A configuration
 * that has become another is read anew before the next run, and by SIGHUP in
 * any case; one with a mistake is told and not taken. On a terminal SIGHUP
 * ends it: nobody is there any more.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_WATCH_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct publish_watch {
    const char *config_path;
    bool ends_on_hangup;
    /* One run, which ends early when stop_fd is readable. When the next is
     * due, UTC seconds; INT64_MAX: not by the clock. */
    int64_t (*run)(void *user, const struct config *config, int stop_fd);
    /* Loads and checks; NULL when it cannot be used. */
    struct config *(*load)(void *user, const char *path, struct err *err);
    /* Told a configuration that is not taken. */
    void (*refused)(void *user, const struct err *err);
    void *user;
};

/* Until a signal ends it. False when it cannot begin. */
bool publish_watch(const struct publish_watch *watch, struct err *err);

#endif
