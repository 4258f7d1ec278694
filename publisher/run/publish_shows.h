/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The feeds and pages of a run: written when they are fit to be seen. A part
 * of publish.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_SHOWS_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_SHOWS_H

#include "publisher/run/publish_run.h"

/* One show, by its place in the configuration, from what the catalogue keeps
 * now. A failure is told and kept. */
void publish_show(struct publish_run *run, size_t at);

/* All shows, then the page that leads to them. */
void publish_all_shows(struct publish_run *run);

/* What is kept of each show where it is not lost with the catalogue. One that
 * cannot be written is told and kept. */
bool publish_keep_copies(struct publish_run *run, struct err *err);

/* Whether each show's feed would be written, of a dry run. */
bool publish_look_at_shows(struct publish_run *run, struct err *err);

#endif
