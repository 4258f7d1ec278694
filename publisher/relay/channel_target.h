/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The target of a channel as its plan and its setup want it: the servers in
 * their order, how to get in, what directories are told, and how it sounds.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_CHANNEL_TARGET_H
#define ROOMCAST_PUBLISHER_RELAY_CHANNEL_TARGET_H

#include "publisher/relay/live_stream.h"
#include "publisher/relay/relay_channel.h"
#include "publisher/relay/relay_target.h"
#include "recorder/base/err.h"
#include "recorder/recording/recording.h"

/* How the sound of a recording goes there. The texts are the plan's. */
struct live_facts channel_target_live(const struct relay_channel_setup *setup,
    const struct recording_facts *facts, int gain_q8);

/* Not started yet. NULL when out of memory, or ERR_IO when the machine has no
 * random numbers. */
struct relay_target *channel_target_new(
    const struct relay_channel_setup *setup, struct err *err);

#endif
