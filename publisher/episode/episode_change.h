/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people do to an episode, as `roomcast episodes` takes it. It is kept
 * in the catalogue, above what later runs find; the next run of the publisher
 * carries it into media, pages and feed.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_CHANGE_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_CHANGE_H

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/err.h"

/* The time of an episode that was published by hand before its own. */
#define EPISODE_AT_ONCE 1

/* Values as they were typed; NULL: leave it; "": take it back, so that it is
 * as found again. */
struct episode_wishes {
    const char *title;
    const char *notes; /* the text itself, CommonMark */
    const char *type;
    const char *season;
    const char *is_explicit; /* "yes" or "no" */
    const char *publish_at;  /* UTC, RFC 3339 */
    const char *redact;      /* "FROM-TO …" */
    const char *cut;
    /* As under their keys of NAME.md, several parted by "; ". */
    const char *season_name;
    const char *soundbites;
    const char *location;
    const char *links;
    const char *social;
    const char *license;
};

/* False with ERR_CONFIG, by the name of the option, for a value that is not
 * understood; nothing is changed then. */
bool episode_change_edit(struct catalogue *catalogue,
    const struct catalogue_episode *episode,
    const struct episode_wishes *wishes, struct err *err);

/* `is_draft`: back to the drafts, out of the feed; else into the feed, even of
 * a show that is reviewed, or before its time. */
bool episode_change_draft(struct catalogue *catalogue,
    const struct catalogue_episode *episode, bool is_draft, struct err *err);

#endif
