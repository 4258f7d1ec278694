/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where news go, by the configuration: a hub (WebSub), Podping, a command.
 * Each is told in a few seconds or not at all. A secret goes to its place and
 * nowhere else: not into arguments, messages, or the command's environment.
 */
#ifndef ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCE_PLACES_H
#define ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCE_PLACES_H

#include <stdbool.h>

#include "publisher/announce/announcement.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

enum announce_place {
    ANNOUNCE_HUB,
    ANNOUNCE_PODPING,
    ANNOUNCE_COMMAND,
    ANNOUNCE_PLACES /* how many there are */
};

struct announce_places;

/* Borrows the configuration. ERR_CONFIG when a secret cannot be had. */
struct announce_places *announce_places_new(
    const struct config *config, struct err *err);

/* Whether it is configured. */
bool announce_places_have(
    const struct announce_places *places, enum announce_place place);

/* Tells it, and waits for its answer; `stop_fd` that can be read (-1: none)
 * ends that with ERR_BUSY. The hub is told of both feeds, and never of what
 * is live: that is not in its subscribers' words. */
bool announce_places_tell(struct announce_places *places,
    enum announce_place place, const struct announcement *news, int stop_fd,
    struct err *err);

/* "hub", "podping" or "command". */
const char *announce_place_name(enum announce_place place);

/* NULL is fine. */
void announce_places_free(struct announce_places *places);
OWNED(announce_places)

#endif
