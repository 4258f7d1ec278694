/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a show is on the air now, or will be by the schedules of its rooms:
 * the records of its feed's podcast:liveItem.
 *
 *     own(live_items) items = live_items_new(&facts, err);
 *     show.lives = live_items_records(items, &show.live_count);
 *
 * - A room whose relay has a session on the air is "live", with the mounts
 *   that can be heard: MP3 as the enclosure if there is one, Opus beside it.
 * - A room with a relay and a schedule is "pending", from a week before it
 *   begins until ten minutes after, with the mounts that it will have; not
 *   when it was recorded already and ended early.
 * - It is gone, and never "ended", when the session is over: what follows is
 *   an episode.
 *
 * A scheduled session has one guid for both, an unscheduled one that of its
 * beginning; neither is ever that of an episode.
 */
#ifndef ROOMCAST_PUBLISHER_LIVE_LIVE_ITEMS_H
#define ROOMCAST_PUBLISHER_LIVE_LIVE_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "feeds/podcast.h"
#include "publisher/live/live_state.h"

struct live_input {
    const struct config *config;
    const struct config_show *show;
    const char *guid; /* podcast:guid of the show, in which theirs are made */
    const struct live_state *state;
    int64_t now; /* UTC seconds */
};

struct live_items;

/* Borrows the configuration, copies the rest. ERR_CONFIG for a schedule that
 * is none. */
struct live_items *live_items_new(
    const struct live_input *facts, struct err *err);

const struct podcast_live *live_items_records(
    const struct live_items *items, size_t *count);

/* When they become others by the clock alone, UTC seconds; INT64_MAX:
 * never. */
int64_t live_items_due(const struct live_items *items);

/* NULL is fine. */
void live_items_free(struct live_items *items);
OWNED(live_items)

#endif
