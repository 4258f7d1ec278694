/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When to connect again, and to which of the servers. Pure: it is told what
 * happened and when.
 *
 *     reconnect_plan_init(&plan, server_count, seed)
 *     reconnect_plan_start(&plan, now_ns)
 *     at reconnect_plan_next_ns(&plan): connect to reconnect_plan_server(&plan)
 *         reconnect_plan_joined(&plan, now_ns), or
 *         reconnect_plan_failed(&plan, failure, now_ns)
 *
 * - After a failure it waits 1, 2, 4 … 60 seconds, each less up to a quarter
 *   by chance, so that many do not come back at once; for ever.
 * - Five seconds on the air make it forget earlier failures; less is as if it
 *   had not been there.
 * - A wrong password is tried once a minute, for people change those. A taken
 *   mount or a full server is tried after five seconds at least: Icecast keeps
 *   a dead source for its source-timeout, ten seconds.
 * - Of several servers the next is tried at once when one fails; it waits when
 *   all did. On another than the first, the first is tried again after a
 *   minute, then each five (reconnect_plan_return_ns()).
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RECONNECT_PLAN_H
#define ROOMCAST_PUBLISHER_RELAY_RECONNECT_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/relay/icecast_client.h"

#define RECONNECT_MOST_SERVERS 4

struct reconnect_plan {
    int server_count;
    int server;   /* to be tried next, or being on */
    int failures; /* rounds through all servers that failed since */
    int slowest;  /* seconds that this round asks for at least */
    int64_t next_ns;
    int64_t joined_ns; /* INT64_MAX: off the air */
    int64_t return_ns;
    int64_t return_after_ns;
    uint64_t chance;
    enum icecast_failure told[RECONNECT_MOST_SERVERS]; /* last of each */
};

void reconnect_plan_init(
    struct reconnect_plan *plan, int server_count, uint64_t seed);

/* In place of a minute; then each five times that. */
void reconnect_plan_set_return(struct reconnect_plan *plan, int64_t after_ns);

/* Forgets failures, and tries the first server at once. */
void reconnect_plan_start(struct reconnect_plan *plan, int64_t now_ns);

void reconnect_plan_joined(struct reconnect_plan *plan, int64_t now_ns);

/* True when it is to be told: it was on the air, or failed in another way the
 * last time. */
bool reconnect_plan_failed(
    struct reconnect_plan *plan, enum icecast_failure failure, int64_t now_ns);

int reconnect_plan_server(const struct reconnect_plan *plan);
int64_t reconnect_plan_next_ns(const struct reconnect_plan *plan);

/* When to look whether the first server is back; INT64_MAX: never. */
int64_t reconnect_plan_return_ns(const struct reconnect_plan *plan);

/* It was not, or it was: then it is the one that is on the air. */
void reconnect_plan_not_back(struct reconnect_plan *plan, int64_t now_ns);
void reconnect_plan_back(struct reconnect_plan *plan, int64_t now_ns);

#endif
