/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process of its own for each target, so that none can touch another.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_CHILDREN_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

struct relay_child {
    const char *room; /* borrowed */
    int target;       /* from 1 */
};

struct relay_family {
    const char *config; /* the configuration's path */
    bool is_verbose;
    bool is_syslog;
    const struct relay_child *children;
    size_t child_count;
    void *user;
    /* Called about every second, and at the end; NULL: never. */
    void (*tick)(void *user, int64_t now_ns, bool is_over);
};

/* Starts this program for each, with --room and --target (what is secret they
 * read from the configuration, which is why a command line never shows it),
 * and runs as process_family_run() does, until a signal at stop_fd has ended
 * them. */
enum exit_status relay_children_run(
    const struct relay_family *family, int stop_fd);

#endif
