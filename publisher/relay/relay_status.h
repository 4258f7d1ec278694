/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a relay says of itself, for people, for monitoring and for the feed:
 * STATE/relay/ROOM-N.json, one object, replaced as a whole.
 *
 *     room          its name
 *     target        which of the room's, from 1
 *     address       where it goes, without a password
 *     mount_url     what listeners open, "http://host:8000/hall.opus"; null
 *                   until the session was on the air
 *     format        "opus" or "mp3"
 *     state         "waiting" (no session), "connecting", "on-air",
 *                   "backing-off" or "gone" (the relay was stopped)
 *     since         since when, RFC 3339 UTC
 *     updated       when this was written; each five seconds while it runs
 *     session       id of the session; null without one
 *     title         of what is on
 *     listeners     null when the server does not tell
 *     connects, failures, sent_bytes, sent_pages, dropped_pages
 *     queue_ms      sound that waits to be sent
 *     silence_ms    of ours, sent where nothing came, since it is on the air
 *     left_out_ms   what came too early, since it is on the air
 *     last_error    null when there was none
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_STATUS_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/identifier.h"
#include "recorder/base/jdoc.h"

/* One that was not written for so long is of a relay that died. */
#define RELAY_STATUS_DEAD_NS INT64_C(20000000000)

enum relay_air {
    RELAY_AIR_WAITING,
    RELAY_AIR_CONNECTING,
    RELAY_AIR_ON,
    RELAY_AIR_BACKING_OFF,
    RELAY_AIR_GONE
};

/* "waiting" and so on. */
const char *relay_air_name(enum relay_air air);

struct relay_status {
    char room[65];
    int target;
    char address[512];
    char mount_url[512];
    bool is_mp3;
    enum relay_air air;
    int64_t since_utc_ns;
    int64_t updated_utc_ns;
    char session[IDENTIFIER_BYTES]; /* "" none */
    char title[256];
    int64_t listeners; /* -1: not known */
    int64_t connects;
    int64_t failures;
    int64_t sent_bytes;
    int64_t sent_pages;
    int64_t dropped_pages;
    int64_t queue_ms;
    int64_t silence_ms;
    int64_t left_out_ms;
    char last_error[512]; /* "" none */
};

/* The object; to be freed. */
struct jdoc *relay_status_object(const struct relay_status *status);

/* STATE/relay/ROOM-N.json, to be freed; NULL when out of memory. */
char *relay_status_path(const char *state, const char *room, int target);

/* Replaces the file, without waiting for the disk. */
bool relay_status_store(
    const struct relay_status *status, const char *path, struct err *err);

/* ERR_FORMAT when it is none of ours. */
bool relay_status_load(
    const char *path, struct relay_status *status, struct err *err);

/* All in STATE/relay, by name; a folder that is not there has none, and what
 * cannot be read is passed over. One whose relay died is "gone" at `utc_ns`.
 * False when `told` gave false, or memory ran out. */
typedef bool relay_status_taker(void *user, const struct relay_status *status);
bool relay_status_each(const char *state, int64_t utc_ns,
    relay_status_taker *told, void *user, struct err *err);

#endif
