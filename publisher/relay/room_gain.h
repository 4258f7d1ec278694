/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gain that listeners of a running recording get, whose own is known only
 * when it is over. A room that is levelled is near its target as it comes: 0.
 * One whose packets are copied is as loud as it was the last time: the header
 * gain of its newest finished recording, at most ROOM_GAIN_MOST_Q8 up and
 * down; 0 when there is none.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ROOM_GAIN_H
#define ROOMCAST_PUBLISHER_RELAY_ROOM_GAIN_H

#include <stddef.h>

#include "recorder/recording/recording.h"

#define ROOM_GAIN_MOST_Q8 (12 * 256)

/* Q7.8 dB, for OpusHead. `folders` hold the room's recordings; NULL ones are
 * passed over. */
int room_gain_q8(const struct recording_facts *facts,
    const char *const *folders, size_t count);

#endif
