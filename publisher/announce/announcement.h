/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News of a show for the world: its feed has become another, or a room of it
 * is on the air, or is no longer.
 */
#ifndef ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCEMENT_H
#define ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCEMENT_H

#include <stdbool.h>

/* In the words of Podping. */
enum announcement_reason {
    ANNOUNCE_UPDATE,
    ANNOUNCE_LIVE,
    ANNOUNCE_LIVE_END,
};

/* All borrowed; NULL where there is none. */
struct announcement {
    enum announcement_reason reason;
    const char *show;          /* its name in the configuration */
    const char *title;         /* of the show */
    const char *medium;        /* NULL: "podcast" */
    const char *feed;          /* its address */
    const char *other_feed;    /* with the same episodes in another format */
    const char *episode_title; /* of the newest */
    const char *episode_url;   /* its page */
    const char *episode_guid;
};

/* "update", "live" or "liveEnd". */
const char *announcement_reason_name(enum announcement_reason reason);
bool announcement_reason_parse(
    const char *name, enum announcement_reason *reason);

#endif
