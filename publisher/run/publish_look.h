/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dry run: what a run would do is told, and nothing is changed. A part of
 * publish.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_LOOK_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_LOOK_H

#include "publisher/run/publish_run.h"

/* Tells the episodes that would be made, what would be hidden and removed when
 * they are listed, and the feeds that would become others all the same. */
bool publish_look(struct publish_run *run, struct err *err);

#endif
