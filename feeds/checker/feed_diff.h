/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two states of one feed: what a subscriber sees change, and which promises
 * are broken. What was published of a GUID, an address, a number and a date
 * never changes: apps take a new GUID for a new episode, and links and
 * downloads end at an old address.
 */
#ifndef ROOMCAST_FEEDS_CHECKER_FEED_DIFF_H
#define ROOMCAST_FEEDS_CHECKER_FEED_DIFF_H

#include "feeds/checker/feed_checker.h"

enum feed_change_kind {
    FEED_CHANGE_NEW,    /* an episode or a value that was not there */
    FEED_CHANGE_GONE,   /* one that is no longer there */
    FEED_CHANGE_OTHER,  /* a value that is another */
    FEED_CHANGE_BROKEN, /* one that must not be another */
};

struct feed_change {
    enum feed_change_kind kind;
    const char *where;  /* "channel", or the title of the episode */
    const char *what;   /* "episode", "title", "file"… */
    const char *before; /* "" when it was not there */
    const char *after;
    const char *effect; /* what subscribers see */
};

/* Told each change; all is borrowed for the call. */
typedef void feed_change_listener(void *user, const struct feed_change *change);

/* A site that moved first, with all that moved along as one change; the show,
 * then the episodes of the new feed in their order, then
 * those that are gone. False when memory runs out. */
bool feed_diff(const struct feed_tree *before, const struct feed_tree *after,
    feed_change_listener *told, void *user);

/* Puts broken promises into the report, with both values. An episode that is
 * gone breaks none, nor does a file that moved with the whole site, which the
 * feed's own address tells. */
void feed_promises_check(const struct feed_tree *before,
    const struct feed_tree *after, struct feed_report *report);

#endif
