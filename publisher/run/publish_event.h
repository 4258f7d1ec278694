/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run of the publisher has to say: a line for people, and the same as
 * JSON for programs.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_EVENT_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

enum publish_event_kind {
    PUBLISH_DONE,    /* something can be seen by all, or waits for people */
    PUBLISH_PLANNED, /* what would be done, of a dry run */
    PUBLISH_FAILED,  /* news of something that could not be done */
    PUBLISH_NOTE,    /* for those who want to know more */
    PUBLISH_NEWS,    /* who was told of it: for them and for programs */
    PUBLISH_PROGRESS /* how far the renders are: for a terminal */
};

/* Borrowed for the call; what does not apply is zero. */
struct publish_event {
    enum publish_event_kind kind;
    const char *action; /* "publish", "hide", … */
    const char *line;   /* for people; of a failure the reason */
    const char *subject;
    const struct catalogue_episode *episode;
    int tries;      /* of a failure */
    bool is_parked; /* it is not tried again by itself */
    double done;    /* of PUBLISH_PROGRESS, 0 to 1 */
    size_t at;      /* the first of them, of count; */
    size_t count;   /* how many episodes are made */
};

/* Told each event as it happens. */
typedef void publish_listener(void *user, const struct publish_event *event);

/* The event as one line of JSON, without a newline; to be freed. `url` is the
 * site's. */
char *publish_event_json(
    const struct publish_event *event, const char *url, struct err *err);

#endif
