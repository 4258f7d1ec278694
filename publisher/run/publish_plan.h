/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run of the publisher has to do, as planner.h decides it: the episodes
 * that are made or brought up to date, and those whose time is over.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_PLAN_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/episode/episode_job.h"
#include "publisher/episode/part_table.h"
#include "publisher/spool/spool.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/name_map.h"

struct plan_input {
    const struct config *config;
    const struct spool *spool;
    const struct episode_list *known;
    const struct part_table *parts; /* that they were joined from; NULL: none */
    const bool *has_media; /* of each known one: its files are in the store */
    const struct name_map
        *damaged;       /* but not whole, by recording; NULL: none */
    int64_t now;        /* UTC seconds: no episode is dated later */
    int64_t free_bytes; /* of the site's disk */
};

/* In place of a file's print, by which the trouble of an end is told from that
 * of a render: neither keeps the other from being tried. */
#define PUBLISH_END_PRINT "end"

/* An episode or a recording whose time is over. */
struct publish_end {
    enum publish_end_kind {
        PUBLISH_HIDE,           /* from the feed */
        PUBLISH_REMOVE,         /* its media from the store */
        PUBLISH_FREE_RECORDING, /* its recording from the spool */
        PUBLISH_LEAVE,          /* unpublished: it would be hidden at once */
    } kind;
    struct catalogue_episode episode;
    const struct spool_recording *recording; /* of the last kind; borrowed */
    int64_t remove_at;                       /* of the first */
    const char *reason; /* of the first and the last, static */
};

/* Jobs by show, then date, oldest first. A zeroed struct is an empty plan. */
struct publish_plan {
    struct episode_job *jobs;
    size_t count;
    size_t job_room;
    struct publish_end *ends;
    size_t end_count;
    size_t end_room;
    bool *is_wanted; /* of each known episode: it is to be made or ended, now or
                        when its next try is due */
    int64_t due; /* when something is due that is not yet; INT64_MAX: never */
};

void publish_plan_clear(struct publish_plan *plan);

/* A zeroed job, the last one. NULL when out of memory. */
struct episode_job *publish_plan_add_job(
    struct publish_plan *plan, struct err *err);

/* Of what is not due yet: the earliest counts. */
void publish_plan_note_due(struct publish_plan *plan, int64_t due);

/* `end`, about a copy of the episode. False when out of memory. */
bool publish_plan_add_end(struct publish_plan *plan,
    const struct publish_end *end, const struct catalogue_episode *episode,
    struct err *err);

#endif
