/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of the publisher from the inside: what its steps share. A part of
 * publish.c.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_RUN_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/run/publish.h"
#include "publisher/run/publish_plan.h"
#include "publisher/show/show_site.h"
#include "publisher/spool/spool.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"
#include "recorder/base/name_map.h"
#include "recorder/base/text.h"

struct publish_run {
    const struct publish_order *order;
    struct spool spool;
    struct episode_list episodes; /* as catalogued */
    struct part_table *parts;     /* that they were joined from */
    struct live_state live;       /* what is on the air */
    bool *has_media;              /* of each of them */
    struct publish_plan plan;
    struct catalogue *catalogue;
    struct store *store;
    bool is_settled; /* nothing that pages and feeds are made from has changed
                        since the last run, and this one verifies */
    int64_t looked; /* when a run last looked at every page; 0: this one does */
    struct show_site **sites; /* one for each show of the config */
    enum show_progress {
        SHOW_WAITS,
        SHOW_WRITTEN, /* its feed is up to date */
        SHOW_FAILED   /* one try in a run is enough */
    } *
        progress;               /* of each */
    struct name_map *bad_files; /* of the spool, by path */
    struct name_map *damaged;   /* episodes, by recording; NULL: none is known
                                   to be */
    bool has_damage;            /* that was found by reading on */
    bool has_unread;            /* media that could not be read */
    char *verified;             /* read since then, the last; NULL: none */
    int64_t arrival_due;        /* a look at what is being copied; 0: none */
    int failed_count;           /* of what was tried, news or not */
    bool has_lost_failure;      /* one that the catalogue could not keep */
    bool has_more_room;         /* than when a disk was last full */
    bool has_no_room;           /* something failed for want of it */
    bool is_stopped;            /* somebody wants us to end */
};

void publish_run_clear(struct publish_run *run);

/* Opens catalogue and store: enough to see whether there is anything to do. */
bool publish_run_open(struct publish_run *run, struct err *err);

/* Opens the shows too, and reads what the catalogue keeps. */
bool publish_run_begin(struct publish_run *run, struct err *err);

/* What the catalogue keeps by now, and what of it is in the store. */
bool publish_run_read(struct publish_run *run, struct err *err);

/* Looks at the spool. What cannot be read is told and kept. */
bool publish_run_scan(struct publish_run *run, struct err *err);

/* Plans, from what was read and scanned. */
bool publish_run_plan(struct publish_run *run, struct err *err);

/* Tells what was done or would be: `action` about an episode (NULL: about
 * none), in a line for people. */
void publish_run_tell(const struct publish_run *run,
    enum publish_event_kind kind, const char *action,
    const struct catalogue_episode *episode, const struct text *line);

/* Counts a failure, keeps it in the catalogue, and tells it if it is news. */
void publish_run_fail(struct publish_run *run, const char *subject,
    const char *print, const struct err *reason);

/* What was kept of a failure, if anything was, is over. */
void publish_run_end_trouble(struct publish_run *run, const char *subject);

/* The place of a show in the configuration; its count if it has none. */
size_t publish_run_show_at(const struct publish_run *run, const char *name);

#endif
