/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connection to a PulseAudio server, or to PipeWire in its stead, by
 * libpulse: in a thread of its own, and made again for ever, as often as it is
 * lost.
 *
 *     link = pulse_link_new(&user, err);
 *     failure = pulse_link_connect(link);          waits for what comes of it
 *     … from the user's callbacks …
 *         pulse_link_settle(link);                 what was asked for is there
 *         pulse_link_lose(link);                   or it is not, or no longer
 *     pulse_link_free(link);
 *
 * The user is called in that thread, under the lock of its loop; so must all
 * but the connecting and the freeing be. Failures are libpulse's,
 * PA_ERR_… or PA_OK.
 */
#ifndef ROOMCAST_SOURCE_PULSE_LINK_H
#define ROOMCAST_SOURCE_PULSE_LINK_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct pulse_user {
    void *user;
    /* The server is there: what is wanted can be asked for. */
    void (*ready)(void *user);
    /* It was there, and is to be connected again: of what hangs on the context
     * nothing is to be heard any longer. `is_news`: it was settled before.
     * NULL: it is not connected again. */
    void (*lost)(void *user, int failure, bool is_news);
    /* The context goes: let go of what hangs on it. NULL: nothing does. */
    void (*closed)(void *user);
};

struct pulse_link;

/* `*user` is copied. ERR_IO when there can be no thread. */
struct pulse_link *pulse_link_new(
    const struct pulse_user *user, struct err *err);

/* Connects, not from its thread, and waits until that was settled or lost, for
 * five seconds at most. Once only. */
int pulse_link_connect(struct pulse_link *link);

/* Whoever waits for it knows now. True when it had been lost. */
bool pulse_link_settle(struct pulse_link *link);

/* Server or source are gone, or not there yet, as the context says; the source
 * is of no use, for that reason. */
void pulse_link_lose(struct pulse_link *link);
void pulse_link_refuse(struct pulse_link *link, int failure);

/* A pa_context, to ask for what is wanted. */
void *pulse_link_context(const struct pulse_link *link);

/* The user hears no more but that it is closed. NULL is fine. */
void pulse_link_free(struct pulse_link *link);
OWNED(pulse_link)

#endif
