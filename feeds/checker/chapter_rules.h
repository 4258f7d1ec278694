/* SPDX-License-Identifier: BSD-2-Clause */
/* An episode's chapters: as the feed holds them, and as a list from a file. */
#ifndef ROOMCAST_FEEDS_CHECKER_CHAPTER_RULES_H
#define ROOMCAST_FEEDS_CHECKER_CHAPTER_RULES_H

#include "feeds/checker/feed_report.h"

void chapter_rules_check(
    const struct feed_node *item, struct feed_report *report);

/* One chapter after the other of any list. */
struct chapter_walk {
    struct feed_report *report;
    int line;         /* of what names the list */
    const char *what; /* "the chapters", "the JSON chapters" */
    int64_t end_ms;   /* of the episode; 0: unknown */
    size_t count;
    int64_t last_ms;
};

/* `title` may be NULL. */
void chapter_walk_add(
    struct chapter_walk *walk, int64_t start_ms, const char *title);

#endif
