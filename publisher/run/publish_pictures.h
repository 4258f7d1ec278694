/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures beside recordings that people take for a cover and no app does:
 * NAME.webp, NAME.JPG. No episode is made from them, nor anew when they come
 * or go. A part of publish_episodes.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_PICTURES_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_PICTURES_H

#include "publisher/run/publish_run.h"

/* Tells of each that the spool did not hold when a run last looked. What
 * cannot be kept of it is told again by the next run. */
void publish_tell_pictures(struct publish_run *run);

#endif
