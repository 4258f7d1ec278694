/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run has to tell the world, and what earlier ones could not: after
 * the feeds are out, and no place that cannot be reached makes a run fail. A
 * part of publish.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_ANNOUNCE_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_ANNOUNCE_H

#include "publisher/run/publish_run.h"

/* Whether the secrets of those places can be had. If not, that is a failure
 * that is told and kept like any other: it takes a person. */
void publish_check_places(struct publish_run *run);

/* Keeps the news of a show, by its place in the configuration, whose feed has
 * just gone out. */
void publish_note_news(const struct publish_run *run, size_t at);

/* Tells them; *due becomes when that is to be tried again, if that is
 * sooner. */
void publish_tell_news(struct publish_run *run, int64_t *due);

#endif
