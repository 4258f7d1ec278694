/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a run's plan has had its time is taken from view, and later away. A
 * part of publish.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_ENDS_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_ENDS_H

#include "publisher/run/publish_run.h"

/* Hides episodes in the catalogue; their shows are to be written after
 * that. */
void publish_hide(struct publish_run *run);

/* After the feeds have gone out without them: media from the store, and
 * recordings that are whole in the store from the spool. */
void publish_remove(struct publish_run *run);

/* What either would do, of a dry run. */
void publish_tell_ends(const struct publish_run *run);

#endif
