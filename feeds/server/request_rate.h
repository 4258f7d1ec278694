/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How often each client may ask: so many requests a second for long, and a
 * burst of them at once. Remembers the 4,096 busiest clients of the last
 * moments; one that was forgotten begins anew.
 *
 * Fed with times. One thread.
 */
#ifndef ROOMCAST_FEEDS_SERVER_REQUEST_RATE_H
#define ROOMCAST_FEEDS_SERVER_REQUEST_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/server/peer_address.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct request_rate;

/* `per_second` is at least 1, `burst` too. */
struct request_rate *request_rate_new(
    int per_second, int burst, struct err *err);

/* Counts a request. False when it is one too many; *wait_s is then how long
 * until the next is taken, at least 1. A refused one counts for nothing. */
bool request_rate_take(struct request_rate *rate,
    const struct peer_address *client, int64_t now_ns, int *wait_s);

/* NULL is fine. */
void request_rate_free(struct request_rate *rate);
OWNED(request_rate)

#endif
