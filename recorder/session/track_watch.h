/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is looked at beside a track while it runs: the clocks, of which its
 * ledger has a line each minute and whenever one was set; a disk that is slow;
 * whether somebody follows what is written.
 *
 *     struct track_watch watch = {.follow_mark = path, .listener = listener};
 *     track_watch_look(&watch, track, &now, err);                now and then
 */
#ifndef ROOMCAST_RECORDER_SESSION_TRACK_WATCH_H
#define ROOMCAST_RECORDER_SESSION_TRACK_WATCH_H

#include "recorder/session/track.h"
#include "recorder/session/utc_watch.h"

struct track_watch {
    const char *follow_mark; /* see follow_mark.h; NULL: nobody follows */
    struct track_listener listener; /* of its trouble */
    int64_t next_clock_line_ns;
    int64_t next_follow_ns;
    struct utc_watch utc_watch;
};

struct track_moment {
    int64_t frames_48k; /* of the session */
    int64_t monotonic_ns;
    int64_t utc_ns;
};

/* Fails when the ledger does. */
bool track_watch_look(struct track_watch *watch, struct track *track,
    const struct track_moment *now, struct err *err);

#endif
