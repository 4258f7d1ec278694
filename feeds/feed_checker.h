/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What podcast directories would refuse, said by name before it goes out.
 *
 * Reads the records, not the XML. Each rule has a severity and the source it
 * comes from.
 */
#ifndef ROOMCAST_FEEDS_FEED_CHECKER_H
#define ROOMCAST_FEEDS_FEED_CHECKER_H

#include <stdbool.h>

#include "feeds/podcast.h"

enum feed_severity {
    FEED_WARNING, /* some reader or directory will mind */
    FEED_REFUSED  /* it must not go out */
};

struct feed_finding {
    enum feed_severity severity;
    const char *rule;    /* stable name, "language-unknown" */
    const char *where;   /* "channel", or the episode's guid */
    const char *message; /* what was found and what is expected */
    const char *source;  /* who demands it, "Apple 823" */
};

/* Told each finding; all is borrowed for the call. */
typedef void feed_listener(void *user, const struct feed_finding *finding);

/* True when nothing was refused. A show without episodes is refused. */
bool feed_check(
    const struct podcast_show *show, feed_listener *told, void *user);

/* "News > Politics" into its parts, looked up in Apple's list in any
 * case. The results are static strings; *subcategory is NULL when
 * there is none. False when it is not on the list. */
bool feed_split_category(
    const char *text, const char **category, const char **subcategory);

#endif
