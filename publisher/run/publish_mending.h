/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of the site that a run with --verify had to write again although
 * nothing has changed that they are made from: they were damaged, or missing.
 * A part of publish_shows.c.
 *
 *     struct publish_mending mending = {.run = run};
 *     publish_mending_begin(&mending);
 *     …all is written that differs…
 *     publish_mending_end(&mending);
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_MENDING_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_MENDING_H

#include "publisher/run/publish_run.h"
#include "recorder/base/text.h"

/* Those above are counted. */
#define PUBLISH_MENDING_MOST_NAMES 5

struct publish_mending {
    const struct publish_run *run;
    struct text names;
    size_t count;
};

/* Until the end it stays where it is. */
void publish_mending_begin(struct publish_mending *mending);

/* Tells what was written, in a line; nothing when all was well. */
void publish_mending_end(struct publish_mending *mending);

#endif
