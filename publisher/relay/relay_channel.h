/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One room on one target, for as long as the process lives: what relays what
 * is recorded, or a finished recording, and tells how it goes.
 *
 *     own(relay_channel) channel = relay_channel_new(&setup, err);
 *     relay_channel_run(channel, stop_fd, err);
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_CHANNEL_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_CHANNEL_H

#include "publisher/relay/relay_plan.h"

/* All is borrowed. */
struct relay_channel_setup {
    const struct relay_plan *plan;
    int target;       /* which of the plan's, from 1 */
    const char *room; /* its name */
    const char *folder;
    const char *second;     /* or NULL; see recording_follower.h */
    const char *premiere;   /* the file instead of both; or NULL */
    const char *state;      /* folder of the state; NULL: none is kept */
    const char *hook_alarm; /* or NULL */
    int64_t hook_limit_ns;
    const char *ca_file; /* or NULL */
    bool is_public;
    int mp3_bitrate; /* bits a second, unless the address names one */
    int bitrate;     /* of the recording, for directories; 0: not said */
};

struct relay_channel;

struct relay_channel *relay_channel_new(
    const struct relay_channel_setup *setup, struct err *err);

/* Runs until a signal comes at stop_fd (see stop_signal.h) or the premiere is
 * over; takes leave of the server then. False when a premiere cannot be read
 * to its end, or the machine fails. Servers that fail are told to the log. */
bool relay_channel_run(
    struct relay_channel *channel, int stop_fd, struct err *err);

/* NULL is fine. */
void relay_channel_free(struct relay_channel *channel);
OWNED(relay_channel)

#endif
