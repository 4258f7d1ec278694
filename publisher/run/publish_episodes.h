/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The episodes of a run's plan are made, as many at once as there are cores.
 * A part of publish.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_EPISODES_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_EPISODES_H

#include "publisher/run/publish_run.h"

/* Told when the last episode of a show is done or has failed, and once before
 * that when media that listeners have already were replaced. */
typedef void show_listener(struct publish_run *run, size_t show);

/* Each failure is told and kept; false only when nothing can be made at all.
 * Ends early when the run is to stop (run->is_stopped); what was made by then
 * of listed episodes is put in place with the feeds of their shows. */
bool publish_episodes(
    struct publish_run *run, show_listener *told, struct err *err);

/* Removes what killed runs left in the workshop for episodes that nobody is
 * going to finish, as those that were hidden since. After the run's work, with
 * what was read and planned anew. */
void publish_clear_workshop(const struct publish_run *run);

#endif
