/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens to files and folders as inotify(7) tells it: a descriptor to
 * poll, and a reader of what it has.
 *
 *     own_fd int events = file_events_open(err);
 *     int watch = file_events_watch(events, path, IN_MOVED_TO | IN_ONLYDIR);
 *     poll: events
 *     file_events_read(events, take_event, user);
 *
 * Where the kernel cannot watch (no such path, too many watches) or another
 * machine writes to a network disk, nothing is told: a slow timer of the
 * caller must do.
 */
#ifndef ROOMCAST_BASE_FILE_EVENTS_H
#define ROOMCAST_BASE_FILE_EVENTS_H

#include <stdint.h>
#include <sys/inotify.h>

#include "recorder/base/err.h"

/* Non-blocking, to be closed; -1 with ERR_IO. */
int file_events_open(struct err *err);

/* The number that events of the path will bear, or -1 where it cannot be
 * watched. A path that is watched already keeps its number, and gets `mask`
 * in place of the one it had, or in addition (IN_MASK_ADD). */
int file_events_watch(int events, const char *path, uint32_t mask);

/* Borrowed for the call. An overflow (IN_Q_OVERFLOW) and the end of a watch
 * (IN_IGNORED) are events too. */
typedef void file_event_taker(void *user, const struct inotify_event *event);

/* Gives all that has happened, in its order, and waits for nothing. */
void file_events_read(int events, file_event_taker *taker, void *user);

#endif
