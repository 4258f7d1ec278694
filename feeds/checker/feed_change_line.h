/* SPDX-License-Identifier: BSD-2-Clause */
/* A change of a feed in words, on one line. */
#ifndef ROOMCAST_FEEDS_CHECKER_FEED_CHANGE_LINE_H
#define ROOMCAST_FEEDS_CHECKER_FEED_CHANGE_LINE_H

#include "feeds/checker/feed_diff.h"
#include "recorder/base/text.h"

/* Appends: The budget: title "Budget" becomes "The budget", or: art "…" is
 * new, chapters "…" is gone. Long values are cut; what
 * subscribers see of it is not said. */
void feed_change_append(struct text *line, const struct feed_change *change);

#endif
