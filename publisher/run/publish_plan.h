/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run of the publisher has to do, decided before anything is touched:
 * pure, from what the spool and the catalogue hold.
 *
 * A recording that the catalogue does not know becomes a new episode, and
 * here it gets the names that it keeps for ever: guid, slug, title, date. An
 * episode that an earlier run did not get to the end of is gone on with, one
 * whose media are no longer in the store is rendered again, and one whose
 * notes, cuts or trims are others is brought up to them. Drafts and those
 * whose time has not come are rendered, and kept out of the store.
 *
 * An episode that was joined from several recordings is made again from all of
 * them or not at all.
 *
 * What failed waits for its next try; what has had its time leaves the feed,
 * then the store (retention.h), and does not get there (plan_surplus.h).
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

/* Into an empty plan. False when out of memory. What it borrows must outlive
 * the plan. */
bool publish_plan_make(
    const struct plan_input *input, struct publish_plan *plan, struct err *err);

void publish_plan_clear(struct publish_plan *plan);

/* For what plans a part of it: `end` about a copy of the episode. */
bool publish_plan_add_end(struct publish_plan *plan,
    const struct publish_end *end, const struct catalogue_episode *episode,
    struct err *err);

#endif
