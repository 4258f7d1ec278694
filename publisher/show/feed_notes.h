/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The warnings of one check of a feed, each said once however many episodes
 * it is about:
 *
 *     own_value(feed_notes) notes = {0};
 *     feed_notes_add(&notes, finding);                    for each finding
 *     feed_notes_format(&notes, i, &line);                i < notes.count
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_FEED_NOTES_H
#define ROOMCAST_PUBLISHER_SHOW_FEED_NOTES_H

#include <stddef.h>

#include "feeds/checker/feed_checker.h"
#include "recorder/base/text.h"

/* A zeroed struct is empty. Out of memory a warning is not kept: it is
 * advice. */
struct feed_notes {
    struct feed_note *items; /* in the order of their first */
    size_t count;
};

/* Equal are those of the same rule with the same message. */
void feed_notes_add(
    struct feed_notes *notes, const struct feed_finding *finding);

/* "WHERE: MESSAGE (RULE, SOURCE)", with ", and 11 more like it". */
void feed_notes_format(
    const struct feed_notes *notes, size_t at, struct text *line);

void feed_notes_clear(struct feed_notes *notes);

#endif
