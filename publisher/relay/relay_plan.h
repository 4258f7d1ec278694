/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a room goes live and what is told of it there, from the
 * configuration.
 *
 *     relay = icecast://a.example.org/hall.opus | icecast://b.example.org/…,
 *             icecast://a.example.org/hall.mp3
 *
 * are two targets, the first with another server where it goes while the
 * preferred one does not take it.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_PLAN_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_PLAN_H

#include <stddef.h>

#include "publisher/relay/relay_address.h"
#include "recorder/base/config.h"
#include "recorder/base/own.h"

#define RELAY_PLAN_MOST_TARGETS 16
#define RELAY_PLAN_MOST_SERVERS 4

struct relay_plan_target {
    struct relay_address servers[RELAY_PLAN_MOST_SERVERS]; /* in order */
    size_t server_count;
};

/* Strings are never NULL unless it says so. */
struct relay_plan {
    struct relay_plan_target targets[RELAY_PLAN_MOST_TARGETS];
    size_t target_count;
    char *title; /* of the stream, and until something else is on */
    char *name;
    char *description;
    char *genre;     /* NULL: not told */
    char *url;       /* NULL: not told */
    char *password;  /* for servers without one of their own; NULL: none */
    bool is_exposed; /* that is in a file that others can read */
};

/* Of a room that has a `relay`; all is copied. ERR_CONFIG for an address that
 * cannot be, several targets on one mount, or a password that is not there. */
struct relay_plan *relay_plan_new(const struct config *config,
    const struct config_room *room, struct err *err);

/* Of one address that was told elsewhere, and a password or NULL. */
struct relay_plan *relay_plan_for(const char *address, const char *title,
    const char *password, struct err *err);

/* Who we are to a server. */
const char *relay_plan_password(
    const struct relay_plan *plan, const struct relay_address *server);

/* Wipes the passwords. NULL is fine. */
void relay_plan_free(struct relay_plan *plan);
OWNED(relay_plan)

#endif
