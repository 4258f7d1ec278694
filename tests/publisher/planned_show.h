/* SPDX-License-Identifier: BSD-2-Clause */
/* A show with two rooms, whose recordings and episodes plans are made for. */
#ifndef ROOMCAST_TESTS_PUBLISHER_PLANNED_SHOW_H
#define ROOMCAST_TESTS_PUBLISHER_PLANNED_SHOW_H

#include "publisher/run/publish_plan.h"

#define START INT64_C(1795370400) /* 2026-11-22T18:00:00Z */
#define HOUR 3600
#define NOW (START + 100 * HOUR)

extern struct config_room rooms[2]; /* the second has no title */
extern struct config_show shows[1];

/* An hour of the first room, from START; the letter ends its id. */
struct spool_recording recording_of(char letter, const char *title);

struct catalogue_episode episode_of(
    const struct spool_recording *recording, enum episode_state state);

/* At NOW, for these recordings and at most four episodes. */
void plan_for(struct spool_recording *recordings, size_t count,
    struct catalogue_episode *known, size_t known_count, bool has_media,
    struct publish_plan *plan);

#endif
