/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which rooms are on the air, by what their relays say of themselves in
 * STATE/relay (relay/relay_status.h). Files only: whoever looks next, cron or
 * a watch, sees the same.
 */
#ifndef ROOMCAST_PUBLISHER_LIVE_LIVE_STATE_H
#define ROOMCAST_PUBLISHER_LIVE_LIVE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/identifier.h"

/* A mount that listeners can open now. */
struct live_mount {
    char room[65];
    char url[512];
    bool is_mp3;
    char session[IDENTIFIER_BYTES]; /* of the recording that is heard there */
    int64_t since_utc_ns;
};

/* MP3 first, then by room and address. A zeroed struct is an empty one. */
struct live_state {
    struct live_mount *mounts;
    size_t count;
};

/* Into an empty one; `utc_ns` tells relays that died. */
bool live_state_read(const struct config *config, int64_t utc_ns,
    struct live_state *live, struct err *err);

/* Adds to a fingerprint what of it matters to a feed. */
void live_state_print(const struct live_state *live, struct fingerprint *print);

/* When the first part of a session began, in seconds of UTC, by the ledgers
 * of the room; `otherwise` when they do not tell. */
int64_t live_session_start(const struct config *config,
    const struct live_mount *mount, int64_t otherwise);

/* Whether the room was recorded since then, in seconds of UTC, and is no
 * more. */
bool live_is_over(const struct config *config, const char *room, int64_t since);

void live_state_clear(struct live_state *live);

#endif
