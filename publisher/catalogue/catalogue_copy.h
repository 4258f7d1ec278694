/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the catalogue keeps of a show, written beside its feed as
 * SITE/SHOW/catalogue.jsonl, so that a catalogue that is lost can be had
 * again from the site: a line of JSON for the show, one for each number that
 * is used up, one for each episode that is or was in the feed. It says nothing
 * that the feed does not, but for names, numbers and dates of episodes that
 * were hidden: these must not come back.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_COPY_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_COPY_H

#include "publisher/catalogue/catalogue.h"
#include "publisher/catalogue/catalogue_show.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define CATALOGUE_COPY_NAME "catalogue.jsonl"

/* Appends the lines of one show, of the episodes of all. The same state gives
 * the same bytes. */
bool catalogue_copy_append(struct catalogue *catalogue,
    const struct catalogue_show *show, const struct episode_list *episodes,
    struct text *lines, struct err *err);

/* The same for nobody's eyes: drafts and what was hidden too, with all texts
 * and all that people have set. What was not listed is to be made again. A
 * show that was never published has no line. */
bool catalogue_copy_append_all(struct catalogue *catalogue,
    const struct catalogue_show *show, const struct episode_list *episodes,
    struct text *lines, struct err *err);

/* The same of episodes that no catalogue keeps any more; the numbers they have
 * are used up. */
bool catalogue_copy_append_recovered(const struct catalogue_show *show,
    const struct episode_list *episodes, struct text *lines, struct err *err);

/* When the show's feed had last changed, UTC seconds; -1 when the lines do not
 * say. */
int64_t catalogue_copy_changed(const struct text *lines);

/* Puts all that the lines say into a catalogue that has nothing of the show.
 * All or nothing: ERR_FORMAT with the line's number. */
bool catalogue_copy_take(
    struct catalogue *catalogue, const struct text *lines, struct err *err);

#endif
